package org.hlorun.gpu;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.gpu.roofline.GpuLimits;
import org.hlorun.gpu.roofline.KernelWork;
import org.hlorun.gpu.roofline.Roofline;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.language.backend.Numerics;

/** Prints what kernels of programs could reach on a GPU by its documented limits, as a table. */
final class RooflineReport {
  private static final GpuTarget TARGET = GpuTarget.named("sm_90a");

  /** Kernels below this much memory and work are over before a roofline says anything. */
  private static final double LEAST_MICROSECONDS = 1;

  private RooflineReport() {}

  /** The arguments are files of programs. */
  public static void main(String[] files) {
    System.out.println(
        "| program | kernel | MB | GFLOP f32 | GFLOP tensor cores | MB shared memory | registers |"
            + " shared KiB | threads | occupancy | waves | bound by | H100 us | H200 us | measured"
            + " |");
    System.out.println("|---|---|" + "---|".repeat(13));
    for (String file : files) {
      report(Path.of(file));
    }
  }

  private static void report(Path path) {
    String program = path.getFileName().toString().replaceAll("\\..*", "");
    GpuProgram made = GpuProgramEmitter.emit(Programs.read(path), TARGET, Numerics.DEFAULT);
    if (made.ptx().isEmpty()) {
      return;
    }
    Map<String, AssembledKernel> assembled = AssembledKernel.all(made.ptx(), TARGET.name());
    made.kernels()
        .forEach((name, schedule) -> row(made, program, name, schedule, assembled.get(name)));
  }

  private static void row(
      GpuProgram made,
      String program,
      String name,
      KernelSchedule schedule,
      AssembledKernel assembled) {
    KernelWork work = KernelWork.of(made, name);
    LaunchShape launch = schedule.launch();
    long shared = Math.max(assembled.sharedBytes(), launch.sharedBytes());
    Roofline.Resources resources =
        new Roofline.Resources(assembled.registers(), shared, launch.threads(), launch.blocks());
    List<Roofline> both =
        List.of(
            Roofline.of(work, resources, GpuLimits.H100),
            Roofline.of(work, resources, GpuLimits.H200));
    if (both.getFirst().seconds() * 1e6 < LEAST_MICROSECONDS) {
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.1f | %.2f | %.2f | %.1f | %d | %d | %d | %.0f %% | %.1f | %s | %.1f | %.1f |"
            + " not measured |%n",
        program,
        name,
        work.bytes() / 1e6,
        work.floats() / 1e9,
        (work.matrix() + work.matrixOfBytes()) / 1e9,
        work.sharedBytes() / 1e6,
        assembled.registers(),
        shared >> 10,
        launch.threads(),
        100 * both.getFirst().occupancy(),
        both.getFirst().waves(),
        both.getFirst().limit(),
        both.getFirst().seconds() * 1e6,
        both.getLast().seconds() * 1e6);
  }
}
