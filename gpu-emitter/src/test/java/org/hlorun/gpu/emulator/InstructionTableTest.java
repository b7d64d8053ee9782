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
            new EmulatedDevice(EmulatorOptions.standard().withComputeCapability(120));
        DeviceModule module = device.load(new TableKernel(entry).text())) {
      List<Long> addresses = new ArrayList<>();
      int operands = TableKernel.registers(entry).size();
      for (int k = 0; k < operands; k++) {
        int column = k;
        addresses.add(
            copied(
                device,
                entry.rows().stream().mapToLong(row -> row.operands().get(column)).toArray()));
      }
      for (int k = 0; k < entry.results().size(); k++) {
        addresses.add(copied(device, new long[rows]));
      }
      device.launch(
          module.function("test"),
          new LaunchShape(1, rows, 0),
          addresses.stream().mapToLong(Long::longValue).toArray());
      for (int k = 0; k < entry.results().size(); k++) {
        assertResult(entry, k, device, addresses.get(operands + k));
      }
      addresses.forEach(device::free);
    }
  }

  /** The address of values on the device. */
  private static long copied(EmulatedDevice device, long[] values) {
    long address = device.allocate(8L * values.length);
    device.copyToDevice(address, MemorySegment.ofArray(values));
    return address;
  }

  /** The k-th result of every row is what stands there. */
  private static void assertResult(
      InstructionTable.Entry entry, int k, EmulatedDevice device, long address) {
    long[] actual = new long[entry.rows().size()];
    device.copyToHost(MemorySegment.ofArray(actual), address);
    for (int i = 0; i < actual.length; i++) {
      assertEquals(
          Long.toHexString(entry.rows().get(i).results().get(k)),
          Long.toHexString(actual[i]),
          "line " + entry.rows().get(i).line() + ", result " + k);
    }
  }
}
