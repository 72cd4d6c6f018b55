"""Makes the files of this folder. Run with Python 3 in it.

Made with pyarrow 25.0.1, fastparquet 2026.9.0, polars 1.44.2, pandas 3.0.6 and pillow 12.3.0.
Row i of every flowers file is a = i, b = i / 4 - 3, c = i % 3, ok = (i is even),
species = ant, bee or cat by i % 3; 60 rows.
"""

import io

import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

n = 60
i = np.arange(n)
species = np.array(["ant", "bee", "cat"])[i % 3]

flowers = pa.table(
    {
        "a": pa.array(i, pa.int32()),
        "b": pa.array(i / 4 - 3, pa.float64()),
        "c": pa.array(i % 3, pa.uint8()),
        "ok": pa.array(i % 2 == 0),
        "species": pa.array(species).dictionary_encode(),
        "seen": pa.array(i.astype("int64") * 86_400_000_000, pa.timestamp("us")),
    }
)
# Several row groups, and the encodings that writers choose.
pq.write_table(flowers, "pyarrow-snappy.parquet", compression="snappy", row_group_size=25)
pq.write_table(
    flowers,
    "pyarrow-v2.parquet",
    compression="gzip",
    use_dictionary=False,
    data_page_version="2.0",
    column_encoding={
        "a": "DELTA_BINARY_PACKED",
        "b": "BYTE_STREAM_SPLIT",
        "c": "PLAIN",
        "ok": "RLE",
        "species": "DELTA_BYTE_ARRAY",
        "seen": "PLAIN",
    },
)
frame = pd.DataFrame(
    {"a": i, "b": i / 4 - 3, "c": i % 3, "ok": i % 2 == 0, "species": species.astype(object)}
)
fastparquet.write("fastparquet.parquet", frame, compression="ZSTD")
pl.DataFrame(
    {"a": i, "b": (i / 4 - 3).astype(np.float32), "c": i % 3, "ok": i % 2 == 0, "species": species}
).write_parquet("polars.parquet", compression="lz4")

# Vectors of numbers, as embeddings are kept: i, i + 1, i + 2; and images of 2 × 3 as lists of rows.
pq.write_table(
    pa.table(
        {
            "vector": pa.array([[k, k + 1, k + 2] for k in range(n)], pa.list_(pa.float32())),
            "fixed": pa.array([[k, -k] for k in range(n)], pa.list_(pa.float64(), 2)),
            "label": pa.array(i % 2),
        }
    ),
    "vectors.parquet",
)
pq.write_table(
    pa.table(
        {
            "image": pa.array(
                [[[k, k + 1, k + 2], [k + 3, k + 4, k + 5]] for k in range(n)],
                pa.list_(pa.list_(pa.uint8())),
            ),
            "label": pa.array(i % 2),
        }
    ),
    "rows.parquet",
)


def png(k):
    out = io.BytesIO()
    Image.fromarray(np.full((3, 4), k, np.uint8)).save(out, "PNG")
    return {"bytes": out.getvalue(), "path": f"{k}.png"}


# Images as Hugging Face keeps them: 4 wide, 3 high, all grey of value i.
pq.write_table(
    pa.table({"image": [png(k) for k in range(10)], "label": pa.array([k % 2 for k in range(10)])}),
    "images.parquet",
)

# What is missing, and what is not finite.
pq.write_table(pa.table({"a": [1.0, None, 3.0], "label": [0, 1, 0]}), "missing.parquet")
pq.write_table(pa.table({"a": [1.0, float("nan"), 3.0], "label": [0, 1, 0]}), "nan.parquet")
pq.write_table(pa.table({"a": [1.0, 1e300, 3.0], "label": [0, 1, 0]}), "large.parquet")
pq.write_table(
    pa.table({"a": pa.array([[1.0, 2.0], [3.0]]), "label": [0, 1]}), "ragged.parquet"
)
pq.write_table(pa.table({"a": [1, 2, 3], "label": ["x", None, "y"]}), "unlabelled.parquet")
pq.write_table(pa.table({"a": pa.array([], pa.int64()), "label": pa.array([], pa.int64())}), "empty.parquet")
