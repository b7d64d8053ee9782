package org.hlorun.language.printer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.Sharding;

/**
 * Writes HLO text as XLA does, to the byte. Texts are strings of one byte per char.
 *
 * <p>It differs from XLA only where XLA's text would not be read back as the same program: an
 * asynchronous call is written out in full if its short form would lose something, and attributes
 * that such a call shares with what it wraps are not repeated.
 */
public final class HloPrinter {
  private HloPrinter() {}

  /** The text of a module. */
  public static String print(HloModule module, PrintForm form) {
    StringBuilder text = new StringBuilder();
    write(module, form, new TextOutput(text));
    return text.toString();
  }

  /**
   * The text of one instruction without indentation, {@code ROOT} and line end. In canonical form
   * it has no name and operands are only shapes. Takes time in proportion to the whole module,
   * whose names are considered.
   */
  public static String print(HloInstruction instruction, PrintForm form) {
    StringBuilder text = new StringBuilder();
    PrintContext context =
        new PrintContext(new TextOutput(text), form, instruction.parent().module());
    new ComputationWriter(context).instructions().write(instruction, null, 0);
    return text.toString();
  }

  /** The text of a sharding in braces, with its metadata, for a value of a shape. */
  public static String print(Sharding sharding, Shape shape) {
    return new ShardingWriter(true).sharding(sharding, shape);
  }

  /**
   * Writes the text of a module to a file, without holding it in memory.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(HloModule module, PrintForm form, Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
      write(module, form, new TextOutput(writer));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(HloModule module, PrintForm form, TextOutput out) {
    PrintContext context = new PrintContext(out, form, module);
    new HeaderWriter(context).write();
    out.append("\n\n");
    if (form.metadata() && !module.stackFrames().isEmpty()) {
      new StackFramesWriter(out).write(module.stackFrames());
    }
    ComputationWriter computations = new ComputationWriter(context);
    for (HloComputation computation : ComputationOrder.of(module)) {
      if (!context.async().isHidden(computation)) {
        computations.write(computation);
        out.append("\n\n");
      }
    }
  }
}
