"""Writes golden vectors for RealMath: lines of hexadecimal inputs and the correctly rounded result.

Usage: golden_real.py DIRECTORY COUNT SEED [FUNCTION...]   (needs mpmath)
"""

import math
import os
import random
import struct
import sys

import mpmath
from mpmath import mp, mpf

MAX = sys.float_info.max
MIN = 5e-324


def rounded(value):
    """The double nearest to an mpf, subnormal or infinite where it has to be."""
    if mpmath.isnan(value) or mpmath.isinf(value) or value == 0:
        return float(value)
    exponent = max(mpmath.frexp(value)[1] - 53, -1074)
    try:
        scaled = int(mpmath.nint(mpmath.ldexp(abs(value), -exponent)))
        return math.copysign(math.ldexp(scaled, exponent), value)
    except OverflowError:
        return math.copysign(math.inf, value)


def certain(function, arguments):
    """Rounds the true value: the precision grows until two precisions agree."""
    previous = None
    for bits in (150, 260, 600, 1400, 3200, 6400):
        mp.prec = bits
        result = rounded(function(*[mpf(a) for a in arguments]))
        if previous is not None and result == previous:
            return result
        previous = result
    raise ArithmeticError(f"no agreement at {arguments}")


def any_double(rng):
    while True:
        x = struct.unpack("<d", rng.randbytes(8))[0]
        if math.isfinite(x):
            return x


def near(rng, point):
    """The point, a few ulps beside it, or some power of two away from it."""
    kind = rng.randrange(3)
    x = point
    if kind == 0:
        for _ in range(rng.randrange(4)):
            x = math.nextafter(x, rng.choice((-MAX, MAX)))
        return x
    return point + math.ldexp(rng.uniform(-1, 1), -rng.randrange(1, 60))


def sample(rng, low, high, points):
    """A double in [low, high], often one of a critical kind."""
    while True:
        kind = rng.randrange(8)
        if kind == 0:
            x = any_double(rng)
        elif kind == 1:
            x = rng.uniform(max(low, -3), min(high, 3))
        elif kind == 2:
            x = rng.uniform(max(low, -800), min(high, 800))
        elif kind == 3:
            x = rng.choice((-1, 1)) * math.ldexp(rng.uniform(1, 2), rng.randrange(-60, 12))
        elif kind == 4:
            x = rng.choice((-1, 1)) * math.ldexp(rng.random(), -1022)
        elif kind == 5:
            x = rng.uniform(max(low, -30), min(high, 30))
        else:
            x = near(rng, rng.choice(points))
        if rng.randrange(3) == 0 and abs(x) < 3e38:
            x = struct.unpack("<f", struct.pack("<f", x))[0]
        if low <= x <= high and x != 0:
            return x


def logistic(x):
    return 1 / (1 + mpmath.exp(-x))


def lgamma(x):
    if x > 0:
        return mpmath.loggamma(x)
    mp.prec += 40
    return mpmath.log(abs(mpmath.pi / (x * mpmath.sinpi(x)))) - mpmath.loggamma(-x)


def erf_inv(x):
    """Newton's iteration from a double; erfc keeps the digits where erf is nearly 1."""
    if abs(x) < mpf(2) ** -100:
        return mpmath.sqrt(mpmath.pi) / 2 * x
    a = abs(x)
    bits = mp.prec
    mp.prec = 80
    y = mpmath.erfinv(a) if a < 0.9 else mpmath.sqrt(-mpmath.log((1 - a) * (1 + a)))
    for _ in range(30 if a >= 0.9 else 0):
        y -= ((1 - a) - mpmath.erfc(y)) * mpmath.exp(y * y) * mpmath.sqrt(mpmath.pi) / 2
    mp.prec = bits + 100
    for _ in range(10):
        step = (mpmath.erfc(y) - (1 - a)) * mpmath.exp(y * y) * mpmath.sqrt(mpmath.pi) / 2
        y += step
        if abs(step) < abs(y) * mpf(2) ** (-bits // 2 - 10):
            break
    return mpmath.sign(x) * y


def i1e(x):
    if abs(x) < mpf(2) ** -100:
        # Just below x / 2: 1 - |x| itself would need a thousand bits.
        return x / 2 * (1 - mpf(2) ** -100)
    return mpmath.besseli(1, x) * mpmath.exp(-abs(x))


def zeta(x, q):
    """For negative q the terms of zeta(x, 1 - f) that zeta(x, 1 - q) has not come in front.

    mpmath keeps an absolute precision, and results are as small as 2^-1074.
    """
    with mpmath.workprec(mp.prec + 1200):
        if q > 0:
            return mpmath.zeta(x, q)
        f = q + mpmath.ceil(-q)
        return mpmath.zeta(x, f) + (-1) ** int(x) * (mpmath.zeta(x, 1 - f) - mpmath.zeta(x, 1 - q))


def polygamma(n, x):
    return (-1) ** (int(n) + 1) * mpmath.factorial(int(n)) * zeta(n + 1, x)


PI = math.pi
ROOTS = [-2.4570247382208006, -2.7476826467274127, -3.1435808883499799, -3.9552942848585980,
         -4.0393618397405287, -4.9915446405597772, -5.0082181681, 1.0, 2.0, 20.0, 2.5, 1.5, 0.5]
INF = MAX
# name: function, lowest and highest argument, critical points
UNARY = {
    "exp": (mpmath.exp, -760, 720, [709.78, -708.4, -745.1, 0.0]),
    "expm1": (mpmath.expm1, -760, 720, [709.78, 0.0, 0.5, -40.0]),
    "log": (mpmath.log, 0, INF, [1.0, 2.0, 0.5]),
    "log1p": (mpmath.log1p, -1, INF, [-1.0, 0.0, 1.0, -0.4]),
    "logistic": (logistic, -760, 100, [0.0, -745.0, 37.0]),
    "rsqrt": (lambda x: 1 / mpmath.sqrt(x), 0, INF, [1.0, 4.0, MIN]),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.root(abs(x), 3), -INF, INF, [1.0, 8.0, 27.0]),
    "sin": (mpmath.sin, -INF, INF, [k * PI / 2 for k in range(1, 9)] + [2.0**24, 1e22]),
    "cos": (mpmath.cos, -INF, INF, [k * PI / 2 for k in range(1, 9)] + [2.0**24, 1e22]),
    "tan": (mpmath.tan, -INF, INF, [k * PI / 2 for k in range(1, 9)] + [2.0**24, 1e22]),
    "asin": (mpmath.asin, -1, 1, [1.0, -1.0, 0.5, 0.0]),
    "acos": (mpmath.acos, -1, 1, [1.0, -1.0, 0.5, 0.0]),
    "atan": (mpmath.atan, -INF, INF, [0.0, 1.0, -1.0]),
    "sinh": (mpmath.sinh, -711, 711, [0.0, 710.4, 40.0]),
    "cosh": (mpmath.cosh, -711, 711, [0.0, 710.4, 40.0]),
    "tanh": (mpmath.tanh, -100, 100, [0.0, 19.0, 0.35]),
    "asinh": (mpmath.asinh, -INF, INF, [0.0, 1.0]),
    "acosh": (mpmath.acosh, 1, INF, [1.0, 2.0]),
    "atanh": (mpmath.atanh, -1, 1, [0.0, 1.0, -1.0, 0.5]),
    "erf": (mpmath.erf, -7, 7, [0.0, 0.5, 6.0]),
    "erfc": (mpmath.erfc, -7, 28, [0.0, 0.25, 0.5, 8.0, 26.5, 27.2]),
    "erfInv": (erf_inv, -1, 1, [1.0, -1.0, 0.5, 0.0]),
    "lgamma": (lgamma, -1e15, 2.5e305, ROOTS),
    "digamma": (mpmath.digamma, -1e15, INF, [1.4616321449683622, -0.504083008, -1.573498473, 20.0]),
    "besselI1e": (i1e, -1e4, 1e4, [0.0, 34.0, 20.0]),
}
BINARY = {"pow": mpmath.power, "atan2": mpmath.atan2, "zeta": zeta, "polygamma": polygamma}
EXACT = {"asin": (1, -1), "acos": (1, -1), "atanh": (1, -1), "erfInv": (1, -1), "acosh": (1,)}


def pairs(rng, name):
    while True:
        if name == "atan2":
            y = sample(rng, -INF, INF, [1.0])
            x = y * rng.uniform(-4, 4) if rng.randrange(3) == 0 else sample(rng, -INF, INF, [1.0])
            if x != 0 and math.isfinite(x):
                return y, x
            continue
        if name in ("zeta", "polygamma"):
            q = rng.choice((rng.uniform(0, 3), rng.uniform(0, 60), -rng.uniform(0, 5),
                            -rng.uniform(0, 1000), rng.uniform(0.9, 1.1),
                            math.ldexp(rng.uniform(1, 2), rng.randrange(-40, 60))))
            if name == "polygamma":
                return float(rng.choice((1, 2, 3, 4, 5, 8, 13, 20, 50, 100, 170))), q
            if q < 0:
                return float(rng.randrange(2, 30)), q
            return rng.choice((rng.uniform(1, 4), float(rng.randrange(2, 60)), rng.uniform(1, 300),
                               1 + math.ldexp(rng.uniform(1, 2), -rng.randrange(1, 50)))), q
        x = sample(rng, 0, INF, [1.0, 2.0])
        bound = 745 / max(abs(math.log(x)), 1e-16)
        y = rng.choice((rng.uniform(-bound, bound), float(rng.randrange(-20, 20)),
                        rng.uniform(-3, 3)))
        if abs(y) < MAX and x != 1:
            return x, y


def usable(name, x):
    if x in EXACT.get(name, ()):
        return False
    pole = name in ("lgamma", "digamma") and x <= 0 and x == math.floor(x)
    zero = name in ("lgamma", "log") and x in (1, 2)
    return not pole and not zero


def main(directory, count, seed, names):
    for name in names or list(UNARY) + list(BINARY):
        rng = random.Random(f"{name}{seed}")
        with open(os.path.join(directory, name + ".txt"), "w") as out:
            for _ in range(count):
                if name in BINARY:
                    arguments = pairs(rng, name)
                    function = BINARY[name]
                else:
                    function, low, high, points = UNARY[name]
                    arguments = (sample(rng, low, high, points),)
                    while not usable(name, arguments[0]):
                        arguments = (sample(rng, low, high, points),)
                values = arguments + (certain(function, arguments),)
                out.write(" ".join(v.hex() for v in values) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
