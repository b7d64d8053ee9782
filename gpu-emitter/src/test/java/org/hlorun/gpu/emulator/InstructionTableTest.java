package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every instruction of the tables gives the results that stand beside it. */
final class InstructionTableTest {
  private static final Path TABLES = Path.of("src/test/resources/emulator/instructions");

  @TestFactory
  Stream<DynamicTest> tables() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(TABLES)) {
      for (Path file : files.sorted().toList()) {
        List<InstructionTable.Entry> entries = InstructionTable.read(Files.readAllLines(file));
        assertFalse(entries.isEmpty());
        for (InstructionTable.Entry entry : entries) {
          String name = file.getFileName() + ":" + entry.line() + " " + entry.opcode();
          tests.add(DynamicTest.dynamicTest(name, () -> check(entry)));
        }
      }
    }
    return tests.stream();
  }

  private static void check(InstructionTable.Entry entry) {
    assertTrue(!entry.rows().isEmpty(), "no rows");
    int rows = entry.rows().size();
    try (EmulatedDevice device =
        new EmulatedDevice(EmulatorOptions.standard().withComputeCapability(120))) {
      DeviceModule module = device.load(kernel(entry));
      List<Long> addresses = new ArrayList<>();
      long operands = entry.operands().stream().filter(t -> !t.startsWith("#")).count();
      for (int k = 0; k < operands; k++) {
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
          values[i] = entry.rows().get(i).operands().get(k);
        }
        addresses.add(device.allocate(8L * rows));
        device.copyToDevice(addresses.getLast(), MemorySegment.ofArray(values));
      }
      for (int k = 0; k < entry.results().size(); k++) {
        addresses.add(device.allocate(8L * rows));
        device.copyToDevice(addresses.getLast(), MemorySegment.ofArray(new long[rows]));
      }
      device.launch(
          module.function("test"),
          new LaunchShape(1, rows, 0),
          addresses.stream().mapToLong(Long::longValue).toArray());
      for (int k = 0; k < entry.results().size(); k++) {
        long[] actual = new long[rows];
        device.copyToHost(MemorySegment.ofArray(actual), addresses.get((int) operands + k));
        for (int i = 0; i < rows; i++) {
          assertEquals(
              Long.toHexString(entry.rows().get(i).results().get(k)),
              Long.toHexString(actual[i]),
              "line " + entry.rows().get(i).line() + ", result " + k);
        }
      }
      addresses.forEach(device::free);
      module.close();
    }
  }

  /** A kernel in which thread i applies the instruction to the operands of row i. */
  private static String kernel(InstructionTable.Entry entry) {
    StringBuilder parameters = new StringBuilder();
    StringBuilder declarations = new StringBuilder();
    StringBuilder loads = new StringBuilder();
    StringBuilder stores = new StringBuilder();
    List<String> operands = new ArrayList<>();
    List<String> results = new ArrayList<>();
    int n = 0;
    for (String type : entry.operands()) {
      if (type.startsWith("#")) {
        operands.add(type.substring(1));
        continue;
      }
      parameters.append(n == 0 ? "" : ", ").append(".param .u64 p").append(n);
      declare(declarations, type, n);
      address(loads, n);
      loads.append("ld.global.b%d %%x%d, [%%a];%n".formatted(InstructionTable.bits(type), n));
      if (type.equals("pred")) {
        loads.append("setp.ne.s32 %%q%d, %%x%d, 0;%n".formatted(n, n));
      }
      operands.add((type.equals("pred") ? "%q" : "%x") + n);
      n++;
    }
    for (String type : entry.results()) {
      parameters.append(n == 0 ? "" : ", ").append(".param .u64 p").append(n);
      declare(declarations, type, n);
      address(stores, n);
      if (type.equals("pred")) {
        stores.append("selp.b32 %%x%d, 1, 0, %%q%d;%n".formatted(n, n));
      }
      stores.append("st.global.b%d [%%a], %%x%d;%n".formatted(InstructionTable.bits(type), n));
      results.add((type.equals("pred") ? "%q" : "%x") + n);
      n++;
    }
    return """
    .version 8.7
    .target sm_90
    .address_size 64
    .visible .entry test(%s) {
    .reg .b32 %%t;
    .reg .b64 %%a, %%o;
    %s
    mov.u32 %%t, %%tid.x;
    mul.wide.u32 %%o, %%t, 8;
    %s
    %s %s%s%s;
    %s
    ret;
    }
    """
        .formatted(
            parameters,
            declarations,
            loads,
            entry.opcode(),
            String.join("|", results),
            results.isEmpty() || operands.isEmpty() ? "" : ", ",
            String.join(", ", operands),
            stores);
  }

  private static void declare(StringBuilder text, String type, int n) {
    text.append(".reg .b%d %%x%d;%n".formatted(InstructionTable.bits(type), n));
    if (type.equals("pred")) {
      text.append(".reg .pred %%q%d;%n".formatted(n));
    }
  }

  private static void address(StringBuilder text, int n) {
    text.append("ld.param.u64 %%a, [p%d];%nadd.s64 %%a, %%a, %%o;%n".formatted(n));
  }
}
