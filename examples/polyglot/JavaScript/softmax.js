// Runs a program of HLO text on typed arrays, without copying them element by element.
//
// prints:
// f32[2,4] on cpu
// 0.25,0.25,0.25,0.25
// 0.5,0.5,0,0

const softmax = Polyglot.eval('hlo', `
  HloModule softmax

  max { a = f32[] parameter(0)  b = f32[] parameter(1)  ROOT c = f32[] maximum(a, b) }
  sum { a = f32[] parameter(0)  b = f32[] parameter(1)  ROOT c = f32[] add(a, b) }

  ENTRY main {
    x = f32[2,4] parameter(0)
    lowest = f32[] constant(-inf)
    largest = f32[2] reduce(x, lowest), dimensions={1}, to_apply=max
    shift = f32[2,4] broadcast(largest), dimensions={0}
    shifted = f32[2,4] subtract(x, shift)
    powers = f32[2,4] exponential(shifted)
    zero = f32[] constant(0)
    totals = f32[2] reduce(powers, zero), dimensions={1}, to_apply=sum
    scale = f32[2,4] broadcast(totals), dimensions={0}
    ROOT y = f32[2,4] divide(powers, scale)
  }`);

const y = softmax(new Float32Array([1, 1, 1, 1, 0, 0, -Infinity, -Infinity]));
print(`${y.dtype}[${Array.from(y.shape)}] on ${softmax.backend}`);
for (const row of y) {
  print(Array.from(row).join());
}
