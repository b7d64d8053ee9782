package org.hlorun.language.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramFormatTest {
  private static ProgramFormat of(String text) {
    return ProgramFormat.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HloModule m\n",
        "// note\nHloModule m",
        "/* name: 1 */ ENTRY e {",
        "%f (x: f32[]) -> f32[] {",
        "f { ROOT x = f32[] parameter(0) }",
        "x = f32[2] add(f32[2] a, f32[2] b)",
        "name = f32[] parameter(0)",
        ""
      })
  void hloText(String text) {
    assertEquals(ProgramFormat.HLO_TEXT, of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module @m {\n}",
        "module {",
        "// RUN: check\n\nfunc.func @main() {",
        "#loc1 = loc(\"x\")\nmodule {",
        "!t = tensor<f32>",
        "\"builtin.module\"() ({",
        "{-# dialect_resources: {} #-}"
      })
  void mlirText(String text) {
    assertEquals(ProgramFormat.MLIR_TEXT, of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: \"m\"\ncomputations {",
        "# proto-file: hlo.proto\nhlo_module {\n",
        "hlo <",
        "  hlo {"
      })
  void protoText(String text) {
    assertEquals(ProgramFormat.HLO_PROTO_TEXT, of(text));
  }

  @Test
  void binaryFormats() {
    assertEquals(ProgramFormat.MLIR_BYTECODE, of("ML\u00efR\r"));
    assertEquals(ProgramFormat.HLO_PROTO, of("\n\u0004main\u0012\u0004main"));
  }
}
