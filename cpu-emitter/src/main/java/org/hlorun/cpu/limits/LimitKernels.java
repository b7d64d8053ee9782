package org.hlorun.cpu.limits;

/** Loops that do nothing but copy, or multiply and add, as LLVM IR. */
final class LimitKernels {
  /** Sums that do not depend on each other: enough to fill the pipelines of today's cores. */
  static final int ACCUMULATORS = 12;

  /** Vectors copied in an iteration; with them it covers whole lines of the caches. */
  private static final int COPY_VECTORS = 4;

  private LimitKernels() {}

  /** Both loops as LLVM IR: {@code void f(ptr to, ptr from, i64 count)}. */
  static String module(int lanes) {
    return copyFunction(lanes) + multiplyFunction("<" + lanes + " x float>", lanes);
  }

  /** Vectors one after the other: the C library's copy is slower on some machines. */
  private static String copyFunction(int lanes) {
    String type = "<" + lanes + " x float>";
    StringBuilder text = new StringBuilder();
    text.append(
        """
        define void @copy(ptr %to, ptr %from, i64 %count) "prefer-vector-width"="512" {
        entry:
          br label %loop
        loop:
          %i = phi i64 [ 0, %entry ], [ %next, %loop ]
        """);
    for (int part = 0; part < COPY_VECTORS; part++) {
      int offset = part * lanes * Float.BYTES;
      text.append("  %%o%d = add i64 %%i, %d\n".formatted(part, offset));
      text.append("  %%f%d = getelementptr i8, ptr %%from, i64 %%o%d\n".formatted(part, part));
      text.append("  %%t%d = getelementptr i8, ptr %%to, i64 %%o%d\n".formatted(part, part));
      text.append("  %%v%d = load %s, ptr %%f%d, align 32\n".formatted(part, type, part));
      text.append("  store %s %%v%d, ptr %%t%d, align 32\n".formatted(type, part, part));
    }
    int step = COPY_VECTORS * lanes * Float.BYTES;
    return text.append("  %next = add i64 %i, ")
        .append(step)
        .append(
            """

              %more = icmp slt i64 %next, %count
              br i1 %more, label %loop, label %done
            done:
              ret void
            }
            """)
        .toString();
  }

  private static String multiplyFunction(String type, int lanes) {
    StringBuilder text = new StringBuilder();
    text.append(
        "declare %s @llvm.fma.v%df32(%s, %s, %s)\n".formatted(type, lanes, type, type, type));
    text.append(
        "define void @multiply_add(ptr %to, ptr %from, i64 %count) \"prefer-vector-width\"=\"512\""
            + " {\n");
    text.append("entry:\n  %factor = load ")
        .append(type)
        .append(", ptr %from\n  br label %loop\nloop:\n");
    text.append("  %i = phi i64 [ 0, %entry ], [ %next, %loop ]\n");
    for (int a = 0; a < ACCUMULATORS; a++) {
      text.append(
          "  %%a%d = phi %s [ zeroinitializer, %%entry ], [ %%b%d, %%loop ]\n"
              .formatted(a, type, a));
    }
    for (int a = 0; a < ACCUMULATORS; a++) {
      text.append(
          "  %%b%d = call %s @llvm.fma.v%df32(%s %%factor, %s %%factor, %s %%a%d)\n"
              .formatted(a, type, lanes, type, type, type, a));
    }
    text.append("  %next = add i64 %i, 1\n  %more = icmp slt i64 %next, %count\n");
    text.append("  br i1 %more, label %loop, label %done\ndone:\n");
    for (int a = 0; a < ACCUMULATORS; a++) {
      text.append("  %%p%d = getelementptr %s, ptr %%to, i64 %d\n".formatted(a, type, a));
      text.append("  store %s %%b%d, ptr %%p%d, align 4\n".formatted(type, a, a));
    }
    return text.append("  ret void\n}\n").toString();
  }
}
