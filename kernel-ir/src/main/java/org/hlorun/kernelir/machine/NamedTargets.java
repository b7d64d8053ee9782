package org.hlorun.kernelir.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * The table of targets that have a name: the levels of the x86-64 psABI and the base of AArch64,
 * with features added as in {@code x86-64-v4+avx512vnni}.
 */
enum NamedTargets {
  X86_64("x86-64", Architecture.X86_64, "x86-64", ""),
  X86_64_V2("x86-64-v2", Architecture.X86_64, "x86-64-v2", "sse3,ssse3,sse4.1,sse4.2,popcnt,cx16"),
  X86_64_V3(
      "x86-64-v3",
      Architecture.X86_64,
      "x86-64-v3",
      X86_64_V2.features + ",avx,avx2,bmi,bmi2,f16c,fma,lzcnt,movbe"),
  X86_64_V4(
      "x86-64-v4",
      Architecture.X86_64,
      "x86-64-v4",
      X86_64_V3.features + ",avx512f,avx512bw,avx512cd,avx512dq,avx512vl"),
  AARCH64("aarch64", Architecture.AARCH64, "generic", "neon,fp-armv8");

  private static final List<String> X86_EXTRAS =
      List.of(
          "avxvnni",
          "avx512vnni",
          "avx512bf16",
          "avx512fp16",
          "avx512vbmi",
          "amx-tile",
          "amx-int8",
          "amx-bf16");
  private static final List<String> ARM_EXTRAS = List.of("dotprod", "fullfp16", "bf16", "i8mm");

  private final String text;
  private final Architecture architecture;
  private final String cpu;
  private final String features;

  NamedTargets(String text, Architecture architecture, String cpu, String features) {
    this.text = text;
    this.architecture = architecture;
    this.cpu = cpu;
    this.features = features;
  }

  static TargetDescription parse(String name) {
    String[] parts = name.split("\\+", -1);
    NamedTargets base =
        Arrays.stream(values())
            .filter(target -> target.text.equals(parts[0]))
            .findFirst()
            .orElseThrow(() -> unknown("there is no target " + parts[0]));
    List<String> all = new ArrayList<>();
    if (!base.features.isEmpty()) {
      all.addAll(List.of(base.features.split(",")));
    }
    List<String> extras = base.architecture == Architecture.X86_64 ? X86_EXTRAS : ARM_EXTRAS;
    for (String extra : Arrays.asList(parts).subList(1, parts.length)) {
      if (!extras.contains(extra)) {
        throw unknown("target %s has no feature '%s' to add".formatted(base.text, extra));
      }
      all.add(extra);
    }
    List<String> signed = all.stream().map(feature -> "+" + feature).toList();
    String triple = base.architecture.llvmName() + systemPart();
    return new TargetDescription(triple, base.cpu, String.join(",", signed));
  }

  private static HloException unknown(String problem) {
    List<String> names = Arrays.stream(values()).map(target -> target.text).toList();
    return HloException.of(
        DiagnosticCode.USAGE,
        problem,
        "use native or one of %s; features are added with +: %s to x86-64, %s to aarch64"
            .formatted(
                String.join(", ", names),
                String.join(", ", X86_EXTRAS),
                String.join(", ", ARM_EXTRAS)));
  }

  /** Vendor and system of the machine that compiles. */
  private static String systemPart() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (os.contains("mac")) {
      return "-apple-macosx";
    }
    return os.contains("win") ? "-pc-windows-msvc" : "-unknown-linux-gnu";
  }
}
