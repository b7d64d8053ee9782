package org.hlorun.cpu.ahead;

import java.util.List;
import java.util.Locale;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.shape.ElementType;

/** Writes the C header of a compiled program. */
final class CHeader {
  private final ProgramInterface api;
  private final String prefix;
  private final StringBuilder text = new StringBuilder();

  private CHeader(ProgramInterface api) {
    this.api = api;
    this.prefix = api.symbol().toUpperCase(Locale.ROOT);
  }

  static String text(ProgramInterface api, TargetDescription target) {
    return new CHeader(api).write(target);
  }

  private String write(TargetDescription target) {
    line(
        "/* The program %s, compiled by hlo-run for %s (%s).",
        comment(api.module().name()), target.cpu(), target.triple());
    line(" *");
    line(" * Arrays are dense and row major; pred is one byte, 0 or 1; types narrower than a byte");
    line(" * take one. They need no alignment beyond that of their elements, may not overlap, and");
    line(" * arguments are only read.");
    line(" *");
    arrays("arguments", api.arguments());
    arrays("results", api.results());
    line(" */");
    line("#ifndef %s_H", prefix);
    line("#define %s_H", prefix);
    line("");
    line("#ifdef __cplusplus");
    line("extern \"C\" {");
    line("#endif");
    line("");
    line("#define %s_ARGUMENT_COUNT %d", prefix, api.arguments().size());
    bytes("ARGUMENT", api.arguments());
    line("#define %s_RESULT_COUNT %d", prefix, api.results().size());
    bytes("RESULT", api.results());
    line("");
    line("/* Memory of a run, which need not be cleared: temporary values and a table. */");
    line("#define %s_WORKSPACE_BYTES %dLL", prefix, api.workspaceBytes());
    line("#define %s_WORKSPACE_ALIGNMENT %d", prefix, ProgramInterface.ALIGNMENT);
    line("");
    line("/* Runs the program on the calling thread, which needs 1 MiB of stack, and returns 0.");
    line(" * Several threads may run it at once, each with results and a workspace of its own.");
    line(" * Link with the C library's functions of mathematics (-lm). */");
    line(
        "int %s(const void *const *arguments, void *const *results, void *workspace);",
        api.symbol());
    line("");
    line("#ifdef __cplusplus");
    line("}");
    line("#endif");
    line("");
    line("#endif");
    return text.toString();
  }

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }

  /** Names of programs are free text. */
  private static String comment(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  private void arrays(String table, List<ProgramInterface.Leaf> leaves) {
    for (int i = 0; i < leaves.size(); i++) {
      ProgramInterface.Leaf leaf = leaves.get(i);
      String place = leaf.index().path().isEmpty() ? "" : " " + leaf.index();
      line(
          " * %s[%d]: %s%s, %s, elements are %s",
          table,
          i,
          comment(leaf.name()),
          place,
          leaf.shape().text(false),
          cType(leaf.shape().elementType()));
    }
  }

  private void bytes(String kind, List<ProgramInterface.Leaf> leaves) {
    for (int i = 0; i < leaves.size(); i++) {
      line("#define %s_%s_%d_BYTES %dLL", prefix, kind, i, leaves.get(i).shape().byteSize());
    }
  }

  private static String cType(ElementType type) {
    return switch (type.kind()) {
      case PRED -> "unsigned char";
      case SIGNED -> "int%d_t".formatted(type.byteSize() * Byte.SIZE);
      case UNSIGNED -> "uint%d_t".formatted(type.byteSize() * Byte.SIZE);
      case COMPLEX -> type == ElementType.C64 ? "float[2]" : "double[2]";
      case FLOAT ->
          switch (type) {
            case F32 -> "float";
            case F64 -> "double";
            default -> "%s bits in a uint%d_t".formatted(type.text(), type.byteSize() * Byte.SIZE);
          };
    };
  }
}
