package org.hlorun.gpu.emulator;

import java.util.ArrayList;
import java.util.List;

/**
 * A kernel {@code test} in which thread i applies an instruction to the operands of row i of its
 * table. Its parameters are the arrays of the operands and then those of the results, 8 bytes an
 * element.
 */
final class TableKernel {
  private static final String TEXT =
      """
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
      """;

  private final InstructionTable.Entry entry;
  private final List<String> parameters = new ArrayList<>();
  private final StringBuilder declarations = new StringBuilder();
  private final StringBuilder loads = new StringBuilder();
  private final StringBuilder stores = new StringBuilder();

  TableKernel(InstructionTable.Entry entry) {
    this.entry = entry;
  }

  /** The types of the operands that are in the table's rows; the others are literals. */
  static List<String> registers(InstructionTable.Entry entry) {
    return entry.operands().stream().filter(type -> !isLiteral(type)).toList();
  }

  private static boolean isLiteral(String type) {
    return type.startsWith("#");
  }

  String text() {
    List<String> operands = new ArrayList<>();
    for (String type : entry.operands()) {
      operands.add(isLiteral(type) ? type.substring(1) : loaded(type));
    }
    List<String> results = new ArrayList<>();
    for (String type : entry.results()) {
      results.add(stored(type));
    }
    return TEXT.formatted(
        String.join(", ", parameters),
        declarations,
        loads,
        entry.opcode(),
        String.join("|", results),
        results.isEmpty() || operands.isEmpty() ? "" : ", ",
        String.join(", ", operands),
        stores);
  }

  /** The register of an operand, which is loaded first. */
  private String loaded(String type) {
    int n = declare(type);
    address(loads, n);
    loads.append("ld.global.b%d %%x%d, [%%a];%n".formatted(InstructionTable.bits(type), n));
    if (isPredicate(type)) {
      loads.append("setp.ne.s32 %%q%d, %%x%d, 0;%n".formatted(n, n));
    }
    return register(type, n);
  }

  /** The register of a result, which is stored at the end. */
  private String stored(String type) {
    int n = declare(type);
    address(stores, n);
    if (isPredicate(type)) {
      stores.append("selp.b32 %%x%d, 1, 0, %%q%d;%n".formatted(n, n));
    }
    stores.append("st.global.b%d [%%a], %%x%d;%n".formatted(InstructionTable.bits(type), n));
    return register(type, n);
  }

  private static boolean isPredicate(String type) {
    return type.equals("pred");
  }

  private static String register(String type, int n) {
    return (isPredicate(type) ? "%q" : "%x") + n;
  }

  /** Declares the next parameter and its registers, and gives their number. */
  private int declare(String type) {
    int n = parameters.size();
    parameters.add(".param .u64 p" + n);
    declarations.append(".reg .b%d %%x%d;%n".formatted(InstructionTable.bits(type), n));
    if (isPredicate(type)) {
      declarations.append(".reg .pred %%q%d;%n".formatted(n));
    }
    return n;
  }

  private static void address(StringBuilder text, int n) {
    text.append("ld.param.u64 %%a, [p%d];%nadd.s64 %%a, %%a, %%o;%n".formatted(n));
  }
}
