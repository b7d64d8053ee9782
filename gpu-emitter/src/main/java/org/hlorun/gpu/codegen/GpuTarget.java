package org.hlorun.gpu.codegen;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * A GPU architecture to make PTX for.
 *
 * @param capability compute capability times ten: 90 for sm_90
 * @param specific whether features of this very architecture may be used: sm_90a
 * @param busyBlocks blocks that keep it busy: tiles are only so large that there are as many
 */
public record GpuTarget(int capability, boolean specific, long busyBlocks) {
  private static final Pattern NAME = Pattern.compile("sm_(\\d{2,3})(a?)");
  private static final int OLDEST = 75;
  private static final int NEWEST = 120;

  /** About one block for each processor of the larger GPUs of every architecture. */
  private static final long BUSY_BLOCKS = 96;

  /** Memory that the threads of a block share, as far as every architecture has it, in bytes. */
  public static final int SHARED_BYTES = 48 << 10;

  private static final String PASSES =
      "function(sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg,loop-mssa(licm),"
          + "early-cse,infer-address-spaces,infer-alignment,load-store-vectorizer)";

  /** An architecture, with the usual number of processors. */
  public GpuTarget(int capability, boolean specific) {
    this(capability, specific, BUSY_BLOCKS);
  }

  /** The same with another number of blocks that keep it busy. */
  public GpuTarget withBusyBlocks(long blocks) {
    return new GpuTarget(capability, specific, blocks);
  }

  /** Whether a name looks like one of a GPU architecture. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * The target of a name like {@code sm_90} or {@code sm_90a}.
   *
   * @throws HloException ({@code USAGE}) if there is no such architecture, or none that is
   *     supported
   */
  public static GpuTarget named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (matcher.matches()) {
      GpuTarget target =
          new GpuTarget(Integer.parseInt(matcher.group(1)), !matcher.group(2).isEmpty());
      boolean known =
          switch (target.capability) {
            case 75, 80, 86, 87, 89 -> !target.specific;
            case 90, 100, 101, 120 -> true;
            default -> false;
          };
      if (known) {
        return target;
      }
    }
    throw HloException.of(
        DiagnosticCode.USAGE,
        "there is no GPU target " + name,
        "use one from sm_75, sm_80, sm_86, sm_87, sm_89, sm_90, sm_90a, sm_100, sm_101 and sm_120");
  }

  /** The best target that runs on a device of a compute capability (times ten). */
  public static GpuTarget of(int capability) {
    int[] portable = {120, 100, 90, 89, 86, 80, OLDEST};
    for (int candidate : portable) {
      if (candidate <= Math.min(capability, NEWEST)) {
        return new GpuTarget(candidate, false);
      }
    }
    throw HloException.of(
        DiagnosticCode.UNSUPPORTED,
        "the GPU has compute capability %d.%d, and PTX is made for 7.5 and newer"
            .formatted(capability / 10, capability % 10),
        "use the back end cpu");
  }

  /**
   * The target for a device: the best that runs there, or the one that the system property {@code
   * hlo.gpu.target} or the environment variable {@code HLO_GPU_TARGET} names.
   *
   * @throws HloException ({@code USAGE}) if the named one does not run there
   */
  public static GpuTarget chosen(int capability) {
    String name = System.getProperty("hlo.gpu.target", System.getenv("HLO_GPU_TARGET"));
    return name == null ? of(capability) : named(name).on(capability);
  }

  /**
   * Itself, if it runs on a device of a compute capability (times ten).
   *
   * @throws HloException ({@code USAGE}) if not
   */
  GpuTarget on(int device) {
    if (specific ? capability == device : capability <= device) {
      return this;
    }
    throw HloException.of(
        DiagnosticCode.USAGE,
        "PTX for %s does not run on a GPU of compute capability %d.%d"
            .formatted(name(), device / 10, device % 10),
        "name an older target with HLO_GPU_TARGET, or none");
  }

  /** The name, {@code sm_90a}. */
  public String name() {
    return "sm_" + capability + (specific ? "a" : "");
  }

  /** The oldest version of PTX that knows the architecture and what is used of it, times ten. */
  private int version() {
    return switch (capability) {
      case 75 -> 70;
      case 80, 86, 87 -> 74;
      case 89, 90 -> specific ? 80 : 78;
      case 120 -> 87;
      default -> 86;
    };
  }

  /**
   * The target as LLVM names it.
   *
   * @param needed a version of PTX that is needed, times ten; 0 if any does
   */
  public LlvmTarget llvm(int needed) {
    int version = Math.max(needed, version());
    return new LlvmTarget("nvptx64-nvidia-cuda", name(), "+ptx" + version, PASSES);
  }
}
