package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/** Cases of transforms, decompositions and normalisations. */
final class LinearAlgebraCases {
  private LinearAlgebraCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case FFT -> transforms(type);
      case CHOLESKY -> decompositions(type);
      case TRIANGULAR_SOLVE -> solutions(type);
      case BATCH_NORM_INFERENCE, BATCH_NORM_TRAINING, BATCH_NORM_GRAD ->
          normalizations(opcode, type);
      default -> List.of();
    };
  }

  private static List<ConformanceCase> transforms(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String kind : List.of("FFT", "IFFT", "RFFT", "IRFFT")) {
      for (String form :
          List.of("[8] 8", "[7] 7", "[1] 1", "[3,60] 60", "[4,6] 4,6", "[131] 131")) {
        String[] parts = form.split(" ");
        String length = parts[1];
        int last = Integer.parseInt(length.replaceAll(".*,", ""));
        String shape =
            kind.equals("IRFFT") ? parts[0].replaceAll("[0-9]+]$", last / 2 + 1 + "]") : parts[0];
        new CaseBuilder(Opcode.FFT, type, kind + " " + form)
            .operand(type.text() + shape, Values.numbers())
            .fixed()
            .root("fft(p0), fft_type=%s, fft_length={%s}".formatted(kind, length))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  /** Symmetric matrices, whose diagonal is larger than the sum of its row. */
  private static Values positiveDefinite() {
    return (shape, operand, seed) -> {
      ArrayLiteral literal = Values.numbers().fill(shape, operand, seed);
      long size = shape.dimension(shape.rank() - 1);
      for (long i = 0; i < literal.elementCount(); i++) {
        long row = i / size % size;
        long column = i % size;
        long mirror = i - row * size - column + column * size + row;
        if (row == column) {
          literal.setDouble(i, 2.0 * size + row);
        } else if (row > column) {
          mirror(literal, mirror, i);
        }
      }
      return literal;
    };
  }

  private static void mirror(ArrayLiteral literal, long from, long to) {
    if (literal.elementType().isComplex()) {
      literal.setComplex(to, literal.getDouble(from), -literal.getImaginary(from));
    } else {
      literal.setDouble(to, literal.getDouble(from));
    }
  }

  private static List<ConformanceCase> decompositions(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String shape : List.of("[1,1]", "[5,5]", "[2,7,7]", "[0,0]", "[33,33]")) {
      for (boolean lower : List.of(true, false)) {
        new CaseBuilder(Opcode.CHOLESKY, type, shape + " " + lower)
            .operand(type.text() + shape, positiveDefinite())
            .fixed()
            .root("cholesky(p0), lower=" + lower)
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> solutions(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String transpose : List.of("NO_TRANSPOSE", "TRANSPOSE", "ADJOINT")) {
      for (String flags : List.of("true true", "true false", "false true", "false false")) {
        String[] side = flags.split(" ");
        boolean left = Boolean.parseBoolean(side[0]);
        for (boolean unit : List.of(false, true)) {
          new CaseBuilder(Opcode.TRIANGULAR_SOLVE, type, transpose + " " + flags + " " + unit)
              .operand(type.text() + "[2,5,5]", positiveDefinite())
              .operand(type.text() + (left ? "[2,5,3]" : "[2,3,5]"), Values.numbers())
              .fixed()
              .root(
                  "triangular-solve(p0, p1), left_side=%s, lower=%s, unit_diagonal=%s, transpose_a=%s"
                      .formatted(left, side[1], unit, transpose))
              .ifPresent(cases::add);
        }
      }
    }
    return cases;
  }

  private static List<ConformanceCase> normalizations(Opcode opcode, ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String form : List.of("[7,3] 1 3", "[2,5,4] 2 4", "[3,8,2]{0,1,2} 0 3")) {
      String[] parts = form.split(" ");
      String feature = "%s[%s]".formatted(type.text(), parts[2]);
      CaseBuilder builder =
          new CaseBuilder(opcode, type, form)
              .operand(type.text() + parts[0], Values.numbers())
              .operand(feature, Values.between(0.5, 2))
              .operand(feature, Values.numbers());
      String operands = "p0, p1, p2";
      if (opcode == Opcode.BATCH_NORM_INFERENCE) {
        // A mean of 0: no difference cancels.
        builder.operand(feature, Values.all(0)).operand(feature, Values.between(0.5, 2));
        operands = "p0, p1, z, p3, p4";
        builder.line("z = %s subtract(p2, p2)".formatted(feature));
      } else if (opcode == Opcode.BATCH_NORM_GRAD) {
        builder
            .operand(feature, Values.between(0.5, 2))
            .operand(type.text() + parts[0], Values.numbers());
        operands = "p0, p1, p2, p3, p4";
      }
      builder
          .fixed()
          .root(
              "%s(%s), epsilon=0.001, feature_index=%s"
                  .formatted(opcode.mnemonic(), operands, parts[1]))
          .ifPresent(cases::add);
    }
    return cases;
  }
}
