package org.hlorun.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HLO evaluated by a JavaScript program. */
class JavaScriptTest {
  private Context context;

  @BeforeEach
  void open() {
    context = Contexts.of("auto", "js").build();
    context.eval(
        "js",
        """
        const scale = Polyglot.eval('hlo', `
          HloModule scale
          ENTRY main {
            x = f32[2,2] parameter(0)
            k = f32[] parameter(1)
            b = f32[2,2] broadcast(k), dimensions={}
            ROOT y = f32[2,2] multiply(x, b)
          }`);
        """);
  }

  @AfterEach
  void close() {
    context.close(true);
  }

  private Value js(String program) {
    return context.eval("js", program);
  }

  @Test
  void typedArraysGoInWithTheirBytes() {
    assertEquals(40, js("scale(new Float32Array([1, 2, 3, 4]), 10)[1][1]").asDouble());
  }

  @Test
  void aViewIntoALargerBufferGoesInAlone() {
    assertEquals(
        50, js("scale(new Float32Array([1, 2, 3, 4, 5, 6]).subarray(1, 5), 10)[1][1]").asDouble());
  }

  @Test
  void typedArraysOfAnotherTypeAreConverted() {
    assertEquals(40, js("scale(new Float64Array([1, 2, 3, 4]), 10)[1][1]").asDouble());
    assertEquals(40, js("scale(new Int8Array([1, 2, 3, 4]), 10)[1][1]").asDouble());
  }

  @Test
  void nestedArraysGoIn() {
    assertEquals(40, js("scale([[1, 2], [3, 4]], 10)[1][1]").asDouble());
  }

  @Test
  void resultsHaveShapeTypeLengthAndIteration() {
    Value text =
        js(
            """
            const y = scale([[1, 2], [3, 4]], 2);
            let sum = 0;
            for (const row of y) for (const v of row) sum += v;
            `${y.length} ${y.shape[1]} ${y.dtype} ${sum} ${y.item(0, 1)}`
            """);
    assertEquals("2 2 f32 20 4", text.asString());
  }

  @Test
  void resultsCopyIntoAnArrayBuffer() {
    assertEquals(
        8,
        js("""
        const buffer = new ArrayBuffer(16);
        scale([[1, 2], [3, 4]], 2).copyInto(buffer);
        new Float32Array(buffer)[3]
        """)
            .asDouble());
  }

  @Test
  void resultsAreBuffersOfTypedArrays() {
    js("const y = scale([[1, 2], [3, 4]], 2)");
    assertEquals(8, js("new Float32Array(y)[3]").asDouble(), "the bytes, not copied");
    assertEquals(8, js("new DataView(new ArrayBuffer(y)).getFloat32(12, true)").asDouble());
    assertEquals(8, js("Float64Array.from(y.elements)[3]").asDouble(), "converted");
    assertEquals(8, js("y.copyInto(new Float64Array(4))[3]").asDouble());
    assertEquals(16, js("Uint8Array.from(y.bytes).length").asInt());
  }

  @Test
  void resultsHaveTheMethodsOfArrays() {
    js("const v = scale([[1, 2], [3, 4]], 2)[1]");
    assertEquals("7,9", js("v.map(x => x + 1).join()").asString());
    assertEquals("[[2,4],[6,8]]", js("JSON.stringify(scale([[1, 2], [3, 4]], 2))").asString());
    assertTrue(js("Array.isArray(v) && v.includes(8)").asBoolean());
  }

  @Test
  void typedArraysThatDoNotFitAreRefused() {
    js(
        """
        const count = Polyglot.eval(
          'hlo', 'ENTRY e { x = s8[2] parameter(0) ROOT y = s8[2] add(x, x) }')
        """);
    assertRefused("1.5 is not a s8", "count(new Float32Array([1.5, 2]))");
    assertRefused("200 is out of the range of s8", "count(new Uint8Array([200, 2]))");
    assertRefused("dimension 1 has 1 elements, not 2", "scale([[1, 2], [3]], 1)");
    assertRefused("undefined is not a f32", "scale([[1, 2], [3, undefined]], 1)");
  }

  @Test
  void errorsCanBeCaught() {
    assertRefused("parameter 0 (x)", "scale([1], 2)");
    assertRefused("the program takes 2 arguments, but got 1", "scale([1])");
    assertRefused(
        "index 2 is out of bounds in dimension 0", "scale([[1, 2], [3, 4]], 2).item(2, 0)");
  }

  private void assertRefused(String message, String expression) {
    String said =
        js("(() => { try { " + expression + "; return '' } catch (e) { return e.message } })()")
            .asString();
    assertTrue(said.contains(message), said);
  }
}
