"""The comparison without a card: against stand-ins for hlo-run and PyTorch."""

import ctypes
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import competitors  # noqa: E402
import programs  # noqa: E402
import report  # noqa: E402
import roofline  # noqa: E402
import tensors  # noqa: E402

PAPER = """
| program | kernel | MB | GFLOP f32 | GFLOP tensor cores | bound by | H100 us | H200 us |
|---|---|---|---|---|---|---|---|
| add | k0 | 2.0 | 0.5 | 1.00 | memory | 3.0 | 2.0 |
| add | k1 | 1.0 | 0.0 | 0.00 | memory | 1.5 | 1.0 |

| other | table |
|---|---|
| add | 7 |
"""


def run(says, *options, torch=True):
    """What the command prints, and its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder, "paper.md")
        paper.write_text(PAPER)
        empty = Path(folder, "empty")
        empty.mkdir()
        for name in ("jax", "torch"):  # whatever is installed is out of reach
            (empty / f"{name}.py").write_text("raise ImportError('made to be missing')\n")
        places = [str(HERE / "standins")] * torch + [str(empty)]
        done = subprocess.run(
            [sys.executable, str(HERE.parent / "compare.py"), "--hlo-run", str(HERE / "standins" / "hlo-run"), "--benchmarks", str(paper), *options],
            env=dict(os.environ, HLO_RUN_SAYS=says, PYTHONPATH=os.pathsep.join(places)), capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr, done.returncode


class CommandTest(unittest.TestCase):
    def test_without_a_card_nothing_is_measured_and_the_reasons_are_said(self):
        said, status = run("none", torch=False)
        self.assertEqual(0, status, said)
        self.assertIn("| bf16 product 4096 | not measured | not measured | not measured | not measured | not measured |", said)
        self.assertIn("not measured: hlo-run: error[HLO4002]: there is no CUDA driver on this machine\n", said)
        self.assertIn("not measured: JAX: JAX is not installed (made to be missing)\n", said)
        self.assertEqual(3, sum(line.startswith("  ") and line.endswith(": not measured") for line in said.splitlines()), said)

    def test_times_are_those_of_the_clocks_and_results_are_compared(self):
        said, status = run("0.5", "--quick", "--only", "negate")
        self.assertEqual(0, status, said)
        self.assertIn("hlo-run on: NVIDIA H200", said)
        self.assertIn("| negate 1M | 0.5 ± 0 % | 0.5 ± 0 % | not measured | 2 ± 0 % | not measured | 0.25 | 17 GB/s | 1.7 | 0 % | 0.0e+00, 0.0e+00 |", said)

    def test_other_results_are_an_error(self):
        said, status = run("wrong", "--quick", "--only", "negate")
        self.assertEqual(1, status, said)
        self.assertIn("DIFFERS", said)


class CublasTest(unittest.TestCase):
    def test_factors_are_swapped_since_columns_come_first(self):
        library = mock.Mock()
        for name in ("cublasCreate_v2", "cublasSetStream_v2", "cublasGemmEx"):
            getattr(library, name).return_value = 0
        with mock.patch.dict(sys.modules), mock.patch.object(sys, "path", [str(HERE / "standins"), *sys.path]), \
                mock.patch.object(ctypes, "CDLL", return_value=library) as load:
            sys.modules.pop("torch", None)
            peer = competitors.Torch(True)
            program = programs.product("f16", 8)
            program.product = (2, 3, 4, "f16")
            arrays = [np.zeros((2, 4), np.float16), np.zeros((4, 3), np.float16)]
            runner = competitors.Cublas(peer).runner(program, arrays)
            self.assertEqual(0, runner.turn(2))
        load.assert_called_with("libcublas.so.12")
        self.assertEqual(77, library.cublasSetStream_v2.call_args.args[1].value)
        given = library.cublasGemmEx.call_args.args
        self.assertEqual((0, 0, 3, 2, 4), given[1:6])
        self.assertEqual(arrays[1].ctypes.data, given[7].value)
        self.assertEqual((2, 3), given[8:10])
        self.assertEqual(arrays[0].ctypes.data, given[10].value)
        self.assertEqual((2, 4), given[11:13])
        self.assertEqual((2, 3, 68, -1), given[15:])


class ReportTest(unittest.TestCase):
    def rows(self, milliseconds):
        return [report.Row("negate 256M", "elementwise", 2e9, 0, "", times={"hlo-run": [milliseconds]}),
                report.Row("bf16 product 4096", "product", 1e8, 1e11, "bf16", times={"hlo-run": [milliseconds], "cuBLAS": [0.5]}),
                report.Row("attention hd128", "attention", 1e8, 4e11, "bf16", times={"hlo-run": [milliseconds]})]

    def test_goals_are_met_or_not(self):
        became = [verdict for _, verdict in report.goals(self.rows(0.8), 2900, True)]
        self.assertEqual(["met: least 0.86 (negate 256M)", "met: least 0.62 (bf16 product 4096)", "met: least 500 TFLOP/s (attention hd128)"], became)
        became = [verdict.split(":")[0] for _, verdict in report.goals(self.rows(1.6), 2900, True)]
        self.assertEqual(["not met"] * 3, became)

    def test_goals_of_other_machines_are_not_measured(self):
        self.assertEqual([report.NOT_MEASURED] * 3, [verdict for _, verdict in report.goals(self.rows(0.8), 2900, False)])

    def test_kernels_on_paper_are_added_up(self):
        self.assertEqual({"add": {"bytes": 3e6, "flops": 1.5e9, "H100": 4.5, "H200": 3.0}}, roofline.table(PAPER))


class TensorTest(unittest.TestCase):
    def test_bf16_is_rounded_to_nearest_even(self):
        exact = np.array([1, 1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-8 + 2**-20, -3.5], np.float32)
        self.assertEqual([1, 1, 1 + 2**-6, 1 + 2**-7, -3.5], tensors.floats(tensors.rounded(exact), "bf16").tolist())

    def test_files_keep_what_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.safetensors")
            arrays = [(str(i), kind, tensors.made_up(kind, (2, 3), i)) for i, kind in enumerate(("f32", "bf16", "i32"))]
            tensors.write(path, arrays)
            self.assertEqual(0, tensors.error(tensors.read(path), [tensors.floats(array, kind) for _, kind, array in arrays]))

    def test_differences_are_those_of_the_worst_array(self):
        self.assertEqual(0.25, tensors.error([np.array([1.0, 2.0]), np.array([3.0])], [np.array([1.0, 2.0]), np.array([4.0])]))
        self.assertEqual(float("inf"), tensors.error([np.array([np.nan])], [np.array([1.0])]))
        self.assertEqual(float("inf"), tensors.error([np.zeros(2)], [np.zeros(3)]))


if __name__ == "__main__":
    unittest.main()
