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
  void errorsCanBeCaught() {
    assertTrue(
        js("let m = ''; try { scale([1], 2) } catch (e) { m = e.message } m")
            .asString()
            .contains("parameter 0 (x)"));
  }
}
