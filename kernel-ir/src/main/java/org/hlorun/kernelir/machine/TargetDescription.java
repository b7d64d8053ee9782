package org.hlorun.kernelir.machine;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.hlorun.kernelir.llvm.LlvmTarget;

/**
 * A processor that code is made for. Sizes of vectors and register tiles are derived from it, so
 * that kernels for a target are the same on whatever machine they are compiled.
 *
 * @param triple architecture, vendor and system, as LLVM names them
 * @param cpu LLVM's name of the processor, which chooses its scheduling model
 * @param features its features as LLVM names them, {@code +avx2,+fma,-avx512f}
 */
public record TargetDescription(String triple, String cpu, String features) {
  private static final String PASSES =
      "function(early-cse,instcombine<no-verify-fixpoint>,simplifycfg,"
          + "separate-const-offset-from-gep,early-cse,loop-mssa(licm),early-cse)";

  /**
   * What code generation does not find by itself: common and invariant parts of addresses across
   * blocks. Combining instructions takes as long as all of these, and is lost on kernels without
   * vectors of indices, divisions and flags. It makes most of them longer: it turns subtracted
   * constants into added ones, and bounds into comparisons that are no minimum any more.
   */
  private static final String PLAIN_PASSES =
      "function(early-cse,separate-const-offset-from-gep,early-cse,loop-mssa(licm))";

  private static volatile TargetDescription host;

  /**
   * The machine that this process runs on.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code UNSUPPORTED}) if there is no LLVM
   *     to ask, every time
   */
  public static TargetDescription host() {
    TargetDescription known = host;
    if (known == null) {
      known = HostDetection.detect();
      host = known;
    }
    return known;
  }

  /**
   * The target of a name: {@code native}, {@code x86-64-v3}, {@code aarch64+dotprod}...
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code USAGE}) if there is none
   */
  public static TargetDescription named(String name) {
    return name.equals("native") ? host() : NamedTargets.parse(name);
  }

  public Architecture architecture() {
    return Architecture.ofTriple(triple);
  }

  /** Whether it has a feature, by LLVM's name: {@code avx512vnni}, {@code amx-bf16}. */
  public boolean has(String feature) {
    String wanted = "+" + feature;
    int at = features.indexOf(wanted);
    while (at >= 0 && !isWhole(at, at + wanted.length())) {
      at = features.indexOf(wanted, at + 1);
    }
    return at >= 0;
  }

  /** The same processor without a feature. */
  public TargetDescription without(String feature) {
    return has(feature)
        ? new TargetDescription(
            triple, cpu, features.replaceFirst("\\+" + feature + "(?=,|$)", "-" + feature))
        : this;
  }

  /** Whether a part of the features is one, from a comma to the next. */
  private boolean isWhole(int begin, int end) {
    return (begin == 0 || features.charAt(begin - 1) == ',')
        && (end == features.length() || features.charAt(end) == ',');
  }

  /**
   * Whether it has AVX-512 for vectors of all sizes, as x86-64-v4 demands: without that, as on Xeon
   * Phi, it is used as if it had AVX2 only.
   */
  private boolean hasAvx512() {
    return has("avx512vl");
  }

  /** Bytes of the widest vector register that is used. */
  public int vectorBytes() {
    if (hasAvx512()) {
      return 64;
    }
    return has("avx") ? 32 : 16;
  }

  /**
   * Bytes of the vectors in loops over elements: two registers where they are narrow. LLVM writes
   * the halves of an operation side by side, so that long chains of them (polynomials of
   * transcendental functions) overlap; on AVX2 that is worth a fifth of the time of gelu and a
   * third of that of a batch normalisation, and cannot be had by unrolling.
   */
  public int loopVectorBytes() {
    return Math.min(64, 2 * vectorBytes());
  }

  /** How many vector registers it has. */
  public int vectorRegisters() {
    return architecture() == Architecture.AARCH64 || hasAvx512() ? 32 : 16;
  }

  /** The same as LLVM wants it, with the passes that kernels go through. */
  public LlvmTarget llvm() {
    return new LlvmTarget(triple, cpu, features, PASSES, PLAIN_PASSES);
  }

  /** Whether code for another target of the same architecture runs here too. */
  public boolean runs(TargetDescription code) {
    return architecture() == code.architecture() && enabled().containsAll(code.enabled());
  }

  private Set<String> enabled() {
    return Arrays.stream(features.split(","))
        .filter(feature -> feature.startsWith("+"))
        .collect(Collectors.toSet());
  }
}
