package org.hlorun.language.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.proto.HloProtoWriter;
import org.junit.jupiter.api.Test;

class ProgramReaderTest {
  private static final String HLO =
      """
      HloModule twice
      ENTRY main {
        x = f32[2] parameter(0)
        ROOT y = f32[2] add(x, x)
      }
      """;
  private static final String STABLEHLO =
      """
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %y = stablehlo.add %x, %x : tensor<2xf32>
        return %y : tensor<2xf32>
      }
      """;

  private static HloModule read(byte[] bytes) {
    return ProgramReader.read(SourceText.of("program", bytes));
  }

  @Test
  void theContentTellsTheFormat() {
    HloModule module = read(HLO.getBytes(StandardCharsets.UTF_8));
    assertEquals(Opcode.ADD, module.entry().root().opcode());
    assertEquals(
        Opcode.ADD, read(STABLEHLO.getBytes(StandardCharsets.UTF_8)).entry().root().opcode());
    assertEquals(Opcode.ADD, read(HloProtoWriter.write(module)).entry().root().opcode());
  }

  @Test
  void garbageIsReportedWithTheNameOfTheFile() {
    HloException e = assertThrows(HloException.class, () -> read(new byte[] {0x7F, 0, 1}));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    assertTrue(e.getMessage().contains("program: byte "), e.getMessage());
  }

  @Test
  void truncatedBytecodeIsReportedWithAnOffset() {
    HloException e =
        assertThrows(HloException.class, () -> read(new byte[] {'M', 'L', (byte) 0xEF, 'R'}));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    assertTrue(e.getMessage().startsWith("program: byte 4: error"), e.getMessage());
  }
}
