package dev.layerwise.interop.published;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The published data sets that are known by name. */
public final class PublishedSets {
  /** Handwritten digits: 60,000 + 10,000 grey images of 28 x 28. */
  public static final PublishedSet MNIST =
      new PublishedSet(
          "mnist",
          "MNIST handwritten digits (LeCun, Cortes, Burges)",
          "CC BY-SA 3.0",
          List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
          new PublishedFile(
              "train-images-idx3-ubyte.gz",
              9_912_422,
              "f68b3c2dcbeaaa9fbdd348bbdeb94873",
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          new PublishedFile(
              "train-labels-idx1-ubyte.gz",
              28_881,
              "d53e105ee54ea40749a09fcbcd1e9432",
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          new PublishedFile(
              "t10k-images-idx3-ubyte.gz",
              1_648_877,
              "9fb629c4189551a2d022fa330f9573f3",
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          new PublishedFile(
              "t10k-labels-idx1-ubyte.gz",
              4_542,
              "ec29112dd5afa0611ce80d1b7f02629c",
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

  /**
   * Pictures of clothes, in the sizes and numbers of MNIST.
   *
   * <p>The address that the publisher prints offers no HTTPS, so the publisher's repository comes
   * first; what comes from either is held against the checksums.
   */
  public static final PublishedSet FASHION_MNIST =
      new PublishedSet(
          "fashion-mnist",
          "Fashion-MNIST (Zalando SE)",
          "MIT",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          List.of(
              URI.create(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
          new PublishedFile(
              "train-images-idx3-ubyte.gz",
              26_421_880,
              "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
          new PublishedFile(
              "train-labels-idx1-ubyte.gz",
              29_515,
              "25c81989df183df01b3e8a0aad5dffbe",
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
          new PublishedFile(
              "t10k-images-idx3-ubyte.gz",
              4_422_102,
              "bef4ecab320f06d8554ea6380940ec79",
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
          new PublishedFile(
              "t10k-labels-idx1-ubyte.gz",
              5_148,
              "bb300cfdad3c16e7a12a480ee83cd310",
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

  private static final List<PublishedSet> ALL = List.of(MNIST, FASHION_MNIST);

  private PublishedSets() {}

  /** All of them. */
  public static List<PublishedSet> all() {
    return ALL;
  }

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(PublishedSet::name).toList();
  }

  /** The set with this name. */
  public static Optional<PublishedSet> find(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }
}
