package org.hlorun.conformance.kit;

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
import org.hlorun.language.shape.ElementType;

/** A back end of a page: arithmetic on arrays of f32, one instruction after the other. */
public final class PageBackend implements Backend {
  @Override
  public String name() {
    return "page";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    module.entry().instructions().forEach(PageBackend::checkSupported);
    return new Program(module);
  }

  private static void checkSupported(HloInstruction instruction) {
    boolean supported =
        switch (instruction.opcode()) {
          case PARAMETER, ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, ABS, MAXIMUM, SQRT, COPY ->
              instruction.shape() instanceof ArrayShape shape
                  && shape.elementType() == ElementType.F32
                  && !shape.hasDynamicDimensions();
          default -> false;
        };
    if (!supported) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s of %s is not supported.".formatted(instruction.opcode(), instruction.shape()),
          "use another back end");
    }
  }

  private record Program(HloModule module) implements Executable {
    @Override
    public Literal run(List<Literal> arguments) {
      Map<HloInstruction, ArrayLiteral> values = new HashMap<>();
      for (HloInstruction instruction : module.entry().instructions()) {
        values.put(instruction, evaluate(instruction, arguments, values));
      }
      return values.get(module.entry().root());
    }

    private static ArrayLiteral evaluate(
        HloInstruction instruction,
        List<Literal> arguments,
        Map<HloInstruction, ArrayLiteral> values) {
      ArrayLiteral result = ArrayLiteral.allocate(instruction.shape().asArray());
      if (instruction.operands().isEmpty()) {
        int number = Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER));
        result.segment().copyFrom(arguments.get(number).asArray().segment());
        return result;
      }
      ArrayLiteral left = values.get(instruction.operands().getFirst());
      ArrayLiteral right = values.get(instruction.operands().getLast());
      for (long i = 0; i < result.elementCount(); i++) {
        float x = (float) left.getDouble(i);
        float y = (float) right.getDouble(i);
        result.setDouble(i, apply(instruction, x, y));
      }
      return result;
    }

    private static float apply(HloInstruction instruction, float x, float y) {
      return switch (instruction.opcode()) {
        case ADD -> x + y;
        case SUBTRACT -> x - y;
        case MULTIPLY -> x * y;
        case DIVIDE -> x / y;
        case NEGATE -> -x;
        case ABS -> Math.abs(x);
        case MAXIMUM -> Math.max(x, y);
        case SQRT -> (float) Math.sqrt(x);
        default -> x;
      };
    }

    @Override
    public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
      List<Literal> results = new ArrayList<>();
      arguments.forEach(one -> results.add(run(one)));
      return results;
    }

    @Override
    public void close() {}
  }
}
