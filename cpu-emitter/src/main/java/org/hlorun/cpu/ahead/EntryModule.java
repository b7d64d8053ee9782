package org.hlorun.cpu.ahead;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Writes the module of the function that C calls: it fills the table of addresses that {@link
 * ProgramEmitter#ENTRY} takes, and holds the program's constants.
 */
final class EntryModule {
  /** Bytes of constants that a module may hold: its text has three characters for each. */
  private static final long MAX_CONSTANT_BYTES = 512L << 20;

  /**
   * Addresses that a function writes to the table: LLVM takes a time for a function that grows with
   * the square of its stores.
   */
  static final int SLOTS_TOGETHER = 64;

  private final NativeProgram program;
  private final ProgramInterface api;
  private final StringBuilder globals = new StringBuilder();
  private final StringBuilder functions = new StringBuilder();
  private final StringBuilder calls = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private final Map<HloInstruction, String> constants = new LinkedHashMap<>();
  private final Map<String, String> bases = new HashMap<>();
  private long constantBytes;
  private int next;

  private EntryModule(NativeProgram program, ProgramInterface api) {
    this.program = program;
    this.api = api;
  }

  /**
   * The text of the module.
   *
   * @throws HloException ({@code LIMIT}) if the constants are too large
   */
  static String text(NativeProgram program, ProgramInterface api) {
    return new EntryModule(program, api).text();
  }

  private String text() {
    globals.append("@stop = internal constant i32 0\n");
    store(ProgramEmitter.PARALLEL_SLOT, "null");
    store(ProgramEmitter.HOST_SLOT, "null");
    store(ProgramEmitter.STOP_SLOT, "@stop");
    List<BufferSlice> table = program.table();
    for (int i = 0; i < table.size(); i++) {
      if (i % SLOTS_TOGETHER == 0) {
        endFunction();
      }
      store(ProgramEmitter.FIRST_SLOT + i, address(table.get(i)));
    }
    endFunction();
    return globals
        + "declare i32 @%s(ptr)\n".formatted(ProgramEmitter.ENTRY)
        + functions
        + "define i32 @%s(ptr %%arguments, ptr %%results, ptr %%workspace) nounwind {\n"
            .formatted(api.symbol())
        + calls
        + "  %%status = call i32 @%s(ptr %%workspace)\n".formatted(ProgramEmitter.ENTRY)
        + "  ret i32 %status\n}\n";
  }

  /** Makes a function of what has been written to the body since the last one. */
  private void endFunction() {
    String name = "@%s.table.%d".formatted(api.symbol(), next++); // no identifier of C
    functions
        .append("define void ")
        .append(name)
        .append("(ptr %arguments, ptr %results, ptr %workspace) noinline nounwind {\n")
        .append(body)
        .append("  ret void\n}\n");
    calls
        .append("  call void ")
        .append(name)
        .append("(ptr %arguments, ptr %results, ptr %workspace)\n");
    body.setLength(0);
    bases.clear();
  }

  private String assign(String instruction) {
    String register = "%r" + next++;
    body.append("  ").append(register).append(" = ").append(instruction).append('\n');
    return register;
  }

  private void store(int slot, String address) {
    String place = assign("getelementptr ptr, ptr %workspace, i64 " + slot);
    body.append("  store ptr ").append(address).append(", ptr ").append(place).append('\n');
  }

  private String address(BufferSlice slice) {
    return switch (slice.allocation().kind()) {
      case BufferAllocation.EntryParameter parameter ->
          offset(loaded("%arguments", api.argumentNumber(parameter)), slice.offset());
      case BufferAllocation.Output output ->
          offset(loaded("%results", api.resultNumber(output)), slice.offset());
      case BufferAllocation.Constant constant ->
          offset(constant(constant.instruction()), slice.offset());
      case BufferAllocation.Temporary temporary ->
          offset("%workspace", api.workspaceOffset(slice, KernelMemory.isScratch(slice)));
    };
  }

  private String offset(String base, long bytes) {
    return bytes == 0 ? base : assign("getelementptr i8, ptr %s, i64 %d".formatted(base, bytes));
  }

  /** The address at a position of one of the caller's tables, which is read once. */
  private String loaded(String addresses, int number) {
    String key = addresses + number;
    String known = bases.get(key);
    if (known == null) {
      String place = assign("getelementptr ptr, ptr %s, i64 %d".formatted(addresses, number));
      known = assign("load ptr, ptr " + place);
      bases.put(key, known);
    }
    return known;
  }

  private String constant(HloInstruction instruction) {
    return constants.computeIfAbsent(
        instruction,
        key -> {
          MemorySegment bytes = ((ArrayLiteral) key.get(Attribute.VALUE)).segment();
          constantBytes += bytes.byteSize();
          if (constantBytes > MAX_CONSTANT_BYTES) {
            throw HloException.of(
                DiagnosticCode.LIMIT,
                "the program's constants take more than %d bytes".formatted(MAX_CONSTANT_BYTES),
                "make the largest ones parameters");
          }
          String name = "@constant_" + constants.size();
          globals
              .append(name)
              .append(" = internal constant [%d x i8] ".formatted(bytes.byteSize()));
          appendBytes(bytes);
          globals.append(", align %d\n".formatted(ProgramInterface.ALIGNMENT));
          return name;
        });
  }

  private void appendBytes(MemorySegment bytes) {
    HexFormat hex = HexFormat.of();
    globals.append("c\"");
    for (long i = 0; i < bytes.byteSize(); i++) {
      globals.append('\\');
      hex.toHexDigits(globals, bytes.get(ValueLayout.JAVA_BYTE, i));
    }
    globals.append('"');
  }
}
