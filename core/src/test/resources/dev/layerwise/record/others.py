"""Files made by the reference implementation of safetensors, which Layerwise has to read.

    python3 others.py            # made with Python 3.11.7, safetensors 0.8.0, NumPy 2.4.6

others.safetensors has tensors of all element types that are read and NumPy knows, of 0, 1 and 2
dimensions, an empty one among them; resaved-v1.safetensors is model-v1.safetensors, read and
written again: another order of the header and of the values, the same content.
"""

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

values = np.array([[0.0, -0.0, 1.5], [-0.1, 65504.0, 2.0**-24]])
save_file(
    {
        "double": values,
        "float": values.astype("f4"),
        "half": values.astype("f2"),
        "scalar": np.array(0.1, "f4"),
        "empty": np.zeros((0, 3), "f4"),
        "vector": np.array([np.inf, -np.inf, np.nan], "f4"),
    },
    "others.safetensors",
    metadata={"made by": 'safetensors, "Ärmel" \\ 鞋 👟'},
)
with safe_open("model-v1.safetensors", "np") as model:
    save_file(load_file("model-v1.safetensors"), "resaved-v1.safetensors", metadata=model.metadata())
