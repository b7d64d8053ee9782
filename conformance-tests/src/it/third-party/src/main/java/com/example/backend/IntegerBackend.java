package com.example.backend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/** A back end for arithmetic on integers: as much as shows how one is written and tested. */
public final class IntegerBackend implements Backend {
  @Override
  public String name() {
    return "integers";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    module.entry().instructions().forEach(IntegerBackend::checkSupported);
    return new Program(module);
  }

  /** What is not supported is refused, with this code; the kit counts it as skipped. */
  private static void checkSupported(HloInstruction instruction) {
    boolean known =
        switch (instruction.opcode()) {
          case PARAMETER, ADD, SUBTRACT, MULTIPLY, AND, OR, XOR, NOT, NEGATE -> true;
          default -> false;
        };
    boolean integers =
        instruction.shape() instanceof ArrayShape shape
            && shape.elementType().isInteger()
            && !shape.hasDynamicDimensions();
    if (!known || !integers) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s of %s is not supported.".formatted(instruction.opcode(), instruction.shape()),
          "use another back end");
    }
  }

  private record Program(HloModule module) implements Executable {
    @Override
    public Literal run(List<Literal> arguments) {
      Map<HloInstruction, Literal> values = new HashMap<>();
      for (HloInstruction instruction : module.entry().instructions()) {
        values.put(
            instruction,
            instruction.operands().isEmpty()
                ? arguments.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)))
                : apply(instruction, values));
      }
      return values.get(module.entry().root());
    }

    private static ArrayLiteral apply(
        HloInstruction instruction, Map<HloInstruction, Literal> values) {
      ArrayLiteral left = values.get(instruction.operands().getFirst()).asArray();
      ArrayLiteral right = values.get(instruction.operands().getLast()).asArray();
      ArrayLiteral result = ArrayLiteral.allocate(instruction.shape().asArray());
      for (long i = 0; i < result.elementCount(); i++) {
        long x = left.getLong(i);
        long y = right.getLong(i);
        // Wraps to the type.
        result.setLong(
            i,
            switch (instruction.opcode()) {
              case ADD -> x + y;
              case SUBTRACT -> x - y;
              case MULTIPLY -> x * y;
              case AND -> x & y;
              case OR -> x | y;
              case XOR -> x ^ y;
              case NOT -> ~x;
              default -> -x;
            });
      }
      return result;
    }

    @Override
    public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
      List<Literal> results = new ArrayList<>();
      arguments.forEach(device -> results.add(run(device)));
      return results;
    }

    @Override
    public void close() {}
  }
}
