"""What is measured against each other. Each makes runners of programs; a runner takes turns and has results."""

import ctypes
import json
import os
import subprocess
import time

import numpy as np

import programs
import tensors


class Unavailable(Exception):
    """Why something is not measured, in a line."""


class HloRun:
    """A back end of hlo-run, in a process for each program."""

    def __init__(self, command, backend, folder, target=None):
        self.name = f"hlo-run {target}" if target else "hlo-run"
        self.command, self.backend, self.folder = command, backend, folder
        self.environment = dict(os.environ, **({"HLO_GPU_TARGET": target} if target else {}))
        self.device = None

    def ready(self):
        """Itself, once it has run a program; Unavailable if it cannot."""
        self.runner(programs.negation(1), [tensors.made_up("f32", (1,), 0)]).close()
        return self

    def runner(self, program, arrays):
        source, inputs, results = (os.path.join(self.folder, name) for name in ("program.mlir", "inputs.safetensors", "results.safetensors"))
        with open(source, "w") as file:
            file.write(program.text)
        options = []
        if arrays:
            tensors.write(inputs, [(str(i), kind, array) for i, ((kind, _), array) in enumerate(zip(program.inputs, arrays))])
            options = ["--inputs", inputs]
        return HloRunner(self, [self.command, "bench", source, "--turns", "--backend", self.backend, "-o", results, "--numerics",
                                "fast" if program.fast else "default", *options], results)


class HloRunner:
    def __init__(self, owner, command, results):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=owner.environment)
        try:
            ready = self.line()
            owner.device = next((note.split(": ", 1)[1] for note in ready["notes"] if note.startswith("kernels run on: ")), owner.device)
            self.handed_back, self.values = ready["handed_back"], tensors.read(results)
        except BaseException:
            self.close()
            raise

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            said = self.process.stderr.read().strip().splitlines()
            errors = [text for text in said if text.startswith("error")]
            raise Unavailable((errors or said or ["hlo-run ends without a word"])[0])
        return json.loads(line)

    def turn(self, runs):
        try:
            self.process.stdin.write(f"{runs}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # what it says instead comes below
        return self.line()["ms"]

    def results(self):
        return self.values

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.stderr.close()
        self.process.wait()


class Jax:
    """XLA, through JAX: the same program, compiled as it is."""

    name = "JAX"

    def __init__(self, on_gpu):
        os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # others need memory, too
        try:
            import jax
            import ml_dtypes
            from jaxlib import xla_client
        except ImportError as problem:
            raise Unavailable(f"JAX is not installed ({problem})") from None
        devices = [device for device in jax.devices() if (device.platform in ("gpu", "cuda")) == on_gpu]
        if not devices:
            raise Unavailable("JAX sees no GPU")
        jax.config.update("jax_enable_x64", True)  # else arrays of 64 bits are made narrower
        self.jax, self.client, self.device = jax, devices[0].client, devices[0]
        self.bf16, self.library = ml_dtypes.bfloat16, xla_client

    def compile(self, text):
        options = self.library.CompileOptions()
        if hasattr(self.client, "compile_and_load"):
            return self.client.compile_and_load(text, self.library.DeviceList((self.device,)), options)
        return self.client.compile(text, options)  # before JAX 0.6

    def runner(self, program, arrays):
        values = [array.view(self.bf16) if kind == "bf16" else array for (kind, _), array in zip(program.inputs, arrays)]
        return JaxRunner(self.compile(program.text), [self.jax.device_put(value, self.device) for value in values])


class JaxRunner:
    def __init__(self, executable, arguments):
        self.executable, self.arguments = executable, arguments

    def run(self, runs):
        result = None
        for _ in range(runs):
            result = self.executable.execute(self.arguments)
        for array in result:
            array.block_until_ready()
        return result

    def turn(self, runs):
        self.run(1)
        start = time.perf_counter()
        self.run(runs)
        return (time.perf_counter() - start) * 1e3 / runs

    def results(self):
        arrays = [np.asarray(array) for array in self.run(1)]
        return [array if array.dtype.kind in "biufc" else array.astype(np.float32) for array in arrays]

    def close(self):
        self.executable = self.arguments = None


class Torch:
    """PyTorch, with the libraries it calls: cuDNN, cuBLAS, flash attention."""

    name = "PyTorch"

    def __init__(self, on_gpu):
        try:
            import torch
        except ImportError as problem:
            raise Unavailable(f"PyTorch is not installed ({problem})") from None
        if on_gpu and not torch.cuda.is_available():
            raise Unavailable("PyTorch sees no GPU")
        self.torch, self.place = torch, "cuda" if on_gpu else "cpu"
        torch.set_grad_enabled(False)

    def tensors(self, program, arrays):
        torch = self.torch
        values = []
        for (kind, _), array in zip(program.inputs, arrays):
            bits = torch.from_numpy(array.view(np.int16) if kind == "bf16" else array)
            values.append((bits.view(torch.bfloat16) if kind == "bf16" else bits).to(self.place))
        return values

    def runner(self, program, arrays):
        if program.torch is None:
            raise Unavailable("")
        values = self.tensors(program, arrays)
        if program.prepare:
            values = program.prepare(self.torch, *values)

        def work():
            self.torch.backends.cuda.matmul.allow_tf32 = self.torch.backends.cudnn.allow_tf32 = program.fast
            return program.torch(self.torch, *values)

        return TorchRunner(self.torch, self.place, work)

    def copy_bandwidth(self, size=1 << 28):
        """GB/s of a copy of so many f32 on the device, read and written: the median of 11 turns."""
        source = self.torch.zeros(size, device=self.place)
        target = self.torch.empty_like(source)
        runner = TorchRunner(self.torch, self.place, lambda: target.copy_(source))
        return 8 * size / np.median([runner.turn(5) for _ in range(11)]) / 1e6


class TorchRunner:
    def __init__(self, torch, place, work):
        self.torch, self.place, self.work = torch, place, work

    def turn(self, runs):
        self.work()
        if self.place == "cpu":
            start = time.perf_counter()
            for _ in range(runs):
                self.work()
            return (time.perf_counter() - start) * 1e3 / runs
        begin, end = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        for _ in range(runs):
            self.work()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) / runs

    def results(self):
        result = self.work().cpu()
        return [(result.float() if result.dtype in (self.torch.bfloat16, self.torch.float16) else result).numpy()]

    def close(self):
        self.work = None
        if self.place == "cuda":
            self.torch.cuda.empty_cache()


class Cublas:
    """cuBLAS itself, by cublasGemmEx, on tensors of PyTorch and by its clock."""

    name = "cuBLAS"
    R_32F, R_16F, R_16BF = 0, 2, 14  # cudaDataType
    COMPUTE_32F, COMPUTE_32F_FAST_TF32 = 68, 77  # cublasComputeType_t
    KINDS = {"bf16": (R_16BF, COMPUTE_32F), "f16": (R_16F, COMPUTE_32F), "tf32": (R_32F, COMPUTE_32F_FAST_TF32), "f32": (R_32F, COMPUTE_32F)}

    def __init__(self, peer):
        if not isinstance(peer, Torch) or peer.place != "cuda":
            raise Unavailable("cuBLAS needs PyTorch with a GPU")
        self.peer, torch = peer, peer.torch
        version = (torch.version.cuda or "12").split(".")[0]
        try:
            self.library = ctypes.CDLL(f"libcublas.so.{version}")
        except OSError as problem:
            raise Unavailable(f"cuBLAS is not there ({problem})") from None
        torch.zeros(1, device="cuda")  # the context
        self.handle = ctypes.c_void_p()
        self.check(self.library.cublasCreate_v2(ctypes.byref(self.handle)))
        self.check(self.library.cublasSetStream_v2(self.handle, ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)))

    def check(self, status):
        if status != 0:
            raise RuntimeError(f"cuBLAS gives status {status}")

    def runner(self, program, arrays):
        if program.product is None:
            raise Unavailable("")
        rows, columns, depth, kind = program.product
        left, right = self.peer.tensors(program, arrays)
        result = self.peer.torch.empty((rows, columns), dtype=left.dtype, device="cuda")
        of, compute = self.KINDS[kind]
        one, zero = ctypes.c_float(1), ctypes.c_float(0)

        def pointer(tensor):
            return ctypes.c_void_p(tensor.data_ptr())

        def work():  # cuBLAS has columns where we have rows: the transpose of the product is that of the factors, swapped
            self.check(self.library.cublasGemmEx(
                self.handle, 0, 0, columns, rows, depth, ctypes.byref(one), pointer(right), of, columns, pointer(left), of, depth,
                ctypes.byref(zero), pointer(result), of, columns, compute, -1))
            return result

        return TorchRunner(self.peer.torch, "cuda", work)
