"""Fits a line by gradient descent: a loop in HLO, data and results in Python.

prints:
a line through 4 points: y = 2.00 x + 1.00
the buffer's format is f, its shape (2,)
"""
import array
import polyglot

fit = polyglot.eval(language="hlo", string="""
  HloModule fit

  sum { a = f32[] parameter(0)  b = f32[] parameter(1)  ROOT c = f32[] add(a, b) }

  unfinished {
    state = (s32[], f32[2], f32[4,2], f32[4]) parameter(0)
    step = s32[] get-tuple-element(state), index=0
    steps = s32[] constant(2000)
    ROOT less = pred[] compare(step, steps), direction=LT
  }

  improve {
    state = (s32[], f32[2], f32[4,2], f32[4]) parameter(0)
    step = s32[] get-tuple-element(state), index=0
    one = s32[] constant(1)
    next = s32[] add(step, one)
    line = f32[2] get-tuple-element(state), index=1
    x = f32[4,2] get-tuple-element(state), index=2
    y = f32[4] get-tuple-element(state), index=3
    guess = f32[4] dot(x, line), lhs_contracting_dims={1}, rhs_contracting_dims={0}
    error = f32[4] subtract(guess, y)
    gradient = f32[2] dot(error, x), lhs_contracting_dims={0}, rhs_contracting_dims={0}
    rate = f32[] constant(0.05)
    rates = f32[2] broadcast(rate), dimensions={}
    move = f32[2] multiply(gradient, rates)
    better = f32[2] subtract(line, move)
    ROOT result = (s32[], f32[2], f32[4,2], f32[4]) tuple(next, better, x, y)
  }

  ENTRY main {
    x = f32[4,2] parameter(0)
    y = f32[4] parameter(1)
    zero = s32[] constant(0)
    flat = f32[2] constant({0, 0})
    start = (s32[], f32[2], f32[4,2], f32[4]) tuple(zero, flat, x, y)
    end = (s32[], f32[2], f32[4,2], f32[4]) while(start), condition=unfinished, body=improve
    ROOT line = f32[2] get-tuple-element(end), index=1
  }""")

points = [[0, 1], [1, 1], [2, 1], [3, 1]]  # x, and 1 for the constant term
line = fit(points, array.array("f", [1, 3, 5, 7]))
print(f"a line through {len(points)} points: y = {line[0]:.2f} x + {line[1]:.2f}")

# The bytes of a result, for whatever understands Python's buffers.
view = memoryview(bytearray(line.byteLength)).cast("B")
line.copyInto(view)
view = view.cast(line.format, tuple(line.shape))
print(f"the buffer's format is {view.format}, its shape {view.shape}")
