"""Stands in for PyTorch with a GPU: tensors are arrays of NumPy, and every operation takes two milliseconds of the GPU."""

import types

import numpy as np

bfloat16, float16 = "bfloat16", np.dtype(np.float16)
version = types.SimpleNamespace(cuda="12.4")
backends = types.SimpleNamespace(cuda=types.SimpleNamespace(matmul=types.SimpleNamespace()), cudnn=types.SimpleNamespace())
done = 0


def set_grad_enabled(enabled):
    assert not enabled


class Tensor:
    def __init__(self, array):
        self.array, self.dtype = array, array.dtype

    def to(self, place):
        assert place == "cuda"
        return self

    def cpu(self):
        return self

    def numpy(self):
        return self.array

    def data_ptr(self):
        return self.array.ctypes.data

    def copy_(self, other):
        work()
        self.array[:] = other.array


def work():
    global done
    done += 1


def from_numpy(array):
    return Tensor(array)


def neg(tensor):
    work()
    return Tensor(-tensor.array)


def zeros(size, device):
    assert device == "cuda"
    return Tensor(np.zeros(min(np.prod(size), 16), np.float32))


def empty_like(tensor):
    return Tensor(np.empty_like(tensor.array))


def empty(shape, dtype, device):
    return Tensor(np.zeros(shape, dtype))


class cuda:
    @staticmethod
    def is_available():
        return True

    @staticmethod
    def empty_cache():
        pass

    @staticmethod
    def current_stream():
        return types.SimpleNamespace(cuda_stream=77)

    class Event:
        def __init__(self, enable_timing):
            assert enable_timing
            self.time = None

        def record(self):
            self.time = done

        def synchronize(self):
            assert self.time is not None

        def elapsed_time(self, end):
            return 2.0 * (end.time - self.time)
