"""Writes the files beside this one, with NumPy, ml_dtypes and safetensors (pip install numpy ml_dtypes safetensors)."""

import ml_dtypes
import numpy as np
import safetensors.numpy

SMALL = [[0, 1, 2], [3, 4, 5]]

np.save("f32.npy", np.array(SMALL, np.float32))
np.save("scalar_f64.npy", np.float64(2.5))
np.save("empty_s32.npy", np.zeros((0, 3), np.int32))
np.save("big_endian_s32.npy", np.array([[-(2**31), -2, -1], [0, 1, 2**31 - 1]], ">i4"))
np.save("big_endian_c128.npy", np.array([1.5 - 2.5j, np.inf + 0.25j], ">c16"))
np.save("fortran_s16.npy", np.asfortranarray(np.arange(24, dtype=np.int16).reshape(2, 3, 4)))
np.save("fortran_big_endian_f64.npy", np.asfortranarray(np.array(SMALL, ">f8")))
np.save("bf16.npy", np.array([1, -2.5, np.inf, 0], ml_dtypes.bfloat16))
np.save("float8_e4m3fn.npy", np.array([1, -2.5, 448, 0], ml_dtypes.float8_e4m3fn))
np.save("float8_e5m2.npy", np.array([1, -2.5, np.inf, 0], ml_dtypes.float8_e5m2))
np.save("int4.npy", np.array([0, 7, -8, -1], ml_dtypes.int4))
np.save("structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
np.save("unicode.npy", np.array(["x"]))
for version in [(2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, np.array(SMALL, np.uint8), version=version)

numpy_types = "bool i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
np.savez("types.npz", **{name: np.array(SMALL).astype(name) for name in numpy_types})
np.savez_compressed("compressed.npz", zeros=np.zeros((100, 100)), ramp=np.arange(5, dtype=np.float32))

safetensors.numpy.save_file(
    {name: np.array(SMALL).astype(name) for name in "bool i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8".split()}
    | {
        "bf16": np.array(SMALL, ml_dtypes.bfloat16),
        "f8_e4m3": np.array(SMALL, ml_dtypes.float8_e4m3fn),
        "f8_e5m2": np.array(SMALL, ml_dtypes.float8_e5m2),
        "scalar": np.array(2.5),
        "empty": np.zeros((0, 3), np.int16),
    },
    "types.safetensors",
    metadata={"format": "np"},
)
