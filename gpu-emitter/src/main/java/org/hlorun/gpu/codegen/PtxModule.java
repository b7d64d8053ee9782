package org.hlorun.gpu.codegen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.kernelir.llvm.LlvmCompiler;

/** Kernels that become one PTX text. */
public final class PtxModule {
  /**
   * Values that a thread carries through a loop from which on registers are worth more than blocks.
   */
  private static final int MANY_SUMS = 32;

  private final StringBuilder functions = new StringBuilder();
  private final StringBuilder globals = new StringBuilder();
  private final Set<String> declarations = new TreeSet<>();
  private final List<String> annotations = new ArrayList<>();

  /** Adds a kernel. */
  public void add(String name, KernelSchedule schedule) {
    GpuKernelEmitter emitter = new GpuKernelEmitter(name, schedule);
    functions.append(emitter.function()).append('\n');
    globals.append(emitter.globals());
    declarations.addAll(emitter.declarations());
    annotations.add("!{ptr @%s, !\"maxntidx\", i32 %d}".formatted(name, schedule.blockSize()));
    if (schedule.carriedValues() >= MANY_SUMS) {
      // ptxas would rather spill a few registers than give up a block for each processor.
      annotations.add("!{ptr @%s, !\"minctasm\", i32 1}".formatted(name));
    }
  }

  /** The kernels as LLVM IR. */
  public String llvmText() {
    StringBuilder text = new StringBuilder("target triple = \"nvptx64-nvidia-cuda\"\n\n");
    text.append(globals);
    declarations.forEach(declaration -> text.append(declaration).append('\n'));
    text.append('\n').append(functions);
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < annotations.size(); i++) {
      numbers.add("!" + i);
      text.append("!%d = %s\n".formatted(i, annotations.get(i)));
    }
    text.append("!nvvm.annotations = !{%s}\n".formatted(String.join(", ", numbers)));
    return text.toString();
  }

  /** The kernels as PTX for a target. */
  public String ptx(GpuTarget target) {
    byte[] text = LlvmCompiler.compile(llvmText(), LlvmCompiler.Output.ASSEMBLY, target.llvm());
    return new String(text, StandardCharsets.UTF_8);
  }
}
