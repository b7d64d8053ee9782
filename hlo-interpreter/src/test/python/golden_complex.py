"""Writes golden vectors for ComplexMath: lines of arguments and both components of the result.

Usage: golden_complex.py DIRECTORY COUNT SEED [FUNCTION...]   (needs mpmath)
"""

import cmath
import math
import os
import random
import struct
import sys

import mpmath
from golden_real import any_double, rounded
from mpmath import mp, mpc, mpf


def certain(function, parts):
    """Rounds the true components; the first precision already spans the range of the arguments."""
    bits = 300 + 2 * max(abs(math.frexp(p)[1]) for p in parts)
    previous = None
    for _ in range(5):
        mp.prec = bits
        numbers = [mpc(mpf(parts[i]), mpf(parts[i + 1])) for i in range(0, len(parts), 2)]
        value = mpc(function(*numbers))
        result = (rounded(value.real), rounded(value.imag))
        if result == previous:
            return result
        previous = result
        bits = bits * 3 // 2
    raise ArithmeticError(f"no agreement at {parts}")


def scaled(rng, low, high):
    return rng.choice((-1, 1)) * math.ldexp(rng.uniform(1, 2), rng.randrange(low, high))


def on_curve(rng):
    """A point on a curve where a component of some function vanishes."""
    kind = rng.randrange(6)
    t = rng.uniform(-math.pi, math.pi)
    if kind == 0:
        return cmath.rect(1, t)
    if kind == 1:
        return cmath.rect(1, t) - 1
    if kind == 2:
        y = rng.choice((t / 2.01, math.ldexp(t, -rng.randrange(60))))
        return complex(-math.log(math.cos(y)) if abs(y) < 1.57 else 0.1, y)
    if kind == 3:
        return complex(math.log(max(-math.cos(t), 1e-9)), t)
    if kind == 4:
        return complex(rng.uniform(-4, 4), rng.randrange(1, 9) * math.pi / 4)
    return rng.choice((1, -1, 1j, -1j, 1j * math.pi)) + complex(
        scaled(rng, -55, -1), scaled(rng, -55, -1))


def sample(rng):
    """A complex number, real and imaginary part both other than zero."""
    while True:
        kind = rng.randrange(8)
        if kind <= 1:
            z = complex(rng.uniform(-3, 3), rng.uniform(-3, 3))
        elif kind == 2:
            z = complex(scaled(rng, -60, 12), scaled(rng, -60, 12))
        elif kind == 3 and rng.randrange(8) == 0:
            z = complex(any_double(rng), any_double(rng))
        elif kind == 4:
            z = complex(rng.uniform(-40, 40), rng.uniform(-40, 40))
        elif kind == 5:
            z = complex(scaled(rng, -40, 40), rng.uniform(-3, 3))
            z = z if rng.randrange(2) else complex(z.imag, z.real)
        else:
            z = on_curve(rng)
            if rng.randrange(2):
                z = complex(z.real + scaled(rng, -60, -1), z.imag)
        if rng.randrange(3) == 0 and abs(z.real) < 3e38 and abs(z.imag) < 3e38:
            z = complex(*struct.unpack("<2f", struct.pack("<2f", z.real, z.imag)))
        if z.real != 0 and z.imag != 0:
            return z


def logistic(z):
    return 1 / (1 + mpmath.exp(-z))


def atan2(y, x):
    return -1j * mpmath.log((x + 1j * y) / mpmath.sqrt(x * x + y * y))


UNARY = {
    "sign": lambda z: z / abs(z),
    "exp": mpmath.exp,
    "expm1": lambda z: mpmath.exp(z) - 1,
    "log": mpmath.log,
    "log1p": lambda z: mpmath.log(1 + z),
    "logistic": logistic,
    "sqrt": mpmath.sqrt,
    "rsqrt": lambda z: 1 / mpmath.sqrt(z),
    "cbrt": lambda z: mpmath.exp(mpmath.log(z) / 3),
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "atan": mpmath.atan,
    "asinh": mpmath.asinh,
    "acosh": mpmath.acosh,
    "atanh": mpmath.atanh,
}
BINARY = {
    "multiply": lambda z, w: z * w,
    "divide": lambda z, w: z / w,
    "pow": lambda z, w: mpmath.exp(w * mpmath.log(z)),
    "atan2": atan2,
}
# Beyond this the exponential of the reference is too large to compute, and its result certain.
LIMITED = ("exp", "expm1", "logistic", "sin", "cos", "tan", "sinh", "cosh", "tanh")


def arguments(rng, name):
    z = sample(rng)
    if name in LIMITED:
        while max(abs(z.real), abs(z.imag)) > 1e4:
            z = sample(rng)
    if name in UNARY:
        return (z.real, z.imag)
    w = sample(rng)
    if name == "pow":
        w = complex(rng.uniform(-9, 9), rng.choice((rng.uniform(-9, 9), scaled(rng, -30, 0))))
        if rng.randrange(3) == 0:
            w = complex(*struct.unpack("<2f", struct.pack("<2f", w.real, w.imag)))
        elif rng.randrange(3) == 0:
            w = complex(rng.choice((-1, 1)) * rng.randrange(1, 33) / 2, 0)
    if name in ("multiply", "divide", "atan2") and rng.randrange(3) == 0:
        # Nearly parallel or perpendicular: one of the components cancels.
        w = z * rng.choice((1, 1j)) * rng.uniform(0.5, 2) * (1 + scaled(rng, -55, -20))
    return (z.real, z.imag, w.real, w.imag)


def main(directory, count, seed, names):
    for name in names or list(UNARY) + list(BINARY):
        rng = random.Random(f"{name}{seed}")
        function = UNARY.get(name) or BINARY[name]
        with open(os.path.join(directory, f"complex_{name}.txt"), "w") as out:
            written = 0
            while written < count:
                parts = arguments(rng, name)
                if not all(map(math.isfinite, parts)) or 0 in parts[:3]:
                    continue
                result = certain(function, parts)
                out.write(" ".join(v.hex() for v in parts + result) + "\n")
                written += 1


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
