package org.hlorun.conformance.kit;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.ElementType;

/**
 * The table of what is tried: every opcode of one device, with every element type that the language
 * allows for it. Not among them: communication between devices and with the host, tokens and
 * asynchronous forms, random numbers that no one can foresee, dynamic dimensions, custom calls, and
 * {@code scaled-dot}.
 */
public final class Cases {
  private static final Set<Opcode> LEFT_OUT =
      Set.of(
          Opcode.DYNAMIC_RESHAPE,
          Opcode.SET_DIMENSION_SIZE,
          Opcode.COPY_START,
          Opcode.COPY_DONE,
          Opcode.SCALED_DOT,
          Opcode.CUSTOM_CALL,
          Opcode.DOMAIN,
          Opcode.RNG,
          Opcode.RNG_GET_AND_UPDATE_STATE,
          Opcode.AFTER_ALL,
          Opcode.ADD_DEPENDENCY,
          Opcode.ASYNC_START,
          Opcode.ASYNC_UPDATE,
          Opcode.ASYNC_DONE);

  private Cases() {}

  /** The opcodes that there are cases of. */
  public static List<Opcode> opcodes() {
    return Arrays.stream(Opcode.values())
        .filter(opcode -> !LEFT_OUT.contains(opcode))
        .filter(
            opcode ->
                opcode.opcodeClass() != OpcodeClass.COLLECTIVE
                    && opcode.opcodeClass() != OpcodeClass.HOST)
        .toList();
  }

  /** The cases of an opcode and element type, always the same; none if it is not allowed. */
  public static List<ConformanceCase> of(Opcode opcode, ElementType type) {
    List<ConformanceCase> cases =
        switch (opcode) {
          case COPY -> MovementCases.cases(opcode, type);
          case DYNAMIC_SLICE, DYNAMIC_UPDATE_SLICE, GATHER, SCATTER, SORT, TOPK ->
              IndexedCases.cases(opcode, type);
          case RNG_BIT_GENERATOR -> ControlCases.cases(opcode, type);
          default ->
              switch (opcode.opcodeClass()) {
                case ELEMENTWISE -> ElementwiseCases.cases(opcode, type);
                case DATA_MOVEMENT -> MovementCases.cases(opcode, type);
                case REDUCTION -> ReductionCases.cases(opcode, type);
                case CONTRACTION -> ContractionCases.cases(opcode, type);
                case LINEAR_ALGEBRA -> LinearAlgebraCases.cases(opcode, type);
                default -> ControlCases.cases(opcode, type);
              };
        };
    Set<String> names = new LinkedHashSet<>();
    cases.forEach(
        one -> {
          if (!names.add(one.name())) {
            throw new IllegalStateException("two cases are called " + one.fullName());
          }
        });
    return cases;
  }
}
