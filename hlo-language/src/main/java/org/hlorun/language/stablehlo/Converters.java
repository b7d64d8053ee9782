package org.hlorun.language.stablehlo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.shape.Shape;

/** The table of operations, put together from a class per family. */
final class Converters {
  private static final Map<String, Converter> TABLE = new HashMap<>();
  private static final Set<String> ELEMENTWISE = new HashSet<>();

  static {
    ElementwiseConverters.register(TABLE);
    ELEMENTWISE.addAll(TABLE.keySet());
    MovementConverters.register(TABLE);
    IndexingConverters.register(TABLE);
    DynamicConverters.register(TABLE);
    ReductionConverters.register(TABLE);
    ContractionConverters.register(TABLE);
    LinearAlgebraConverters.register(TABLE);
    ControlConverters.register(TABLE);
    CallConverters.register(TABLE);
    RandomConverters.register(TABLE);
    CollectiveConverters.register(TABLE);
    HostConverters.register(TABLE);
    ParallelConverters.register(TABLE);
    ChloConverters.register(TABLE);
    ChloBroadcasts.register(TABLE);
    CheckConverters.register(TABLE);
    QuantizedConverters.register(TABLE);
    ShapeDialectConverters.register(TABLE);
    ShardyConverters.register(TABLE);
    DeprecatedConverters.register(TABLE);
  }

  private Converters() {}

  /** The names of all operations. */
  static Set<String> names() {
    return Set.copyOf(TABLE.keySet());
  }

  /** Whether an operation computes element by element. */
  static boolean isElementwise(String name) {
    return ELEMENTWISE.contains(name);
  }

  /** Imports one operation into its scope and defines its results there. */
  static void convert(MlirOperation operation, Scope scope) {
    Converter converter = TABLE.get(operation.name());
    Problems problems = scope.importer().problems();
    if (converter == null) {
      throw problems.unsupported(
          operation, "there is no import of " + operation.name() + " into HLO", null);
    }
    List<HloInstruction> results;
    Op op = Op.of(operation, scope);
    try {
      results = QuantizedConverters.around(converter, op);
    } catch (HloException e) {
      throw problems.placed(e, operation);
    } catch (ArithmeticException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | NoSuchElementException e) {
      HloException malformed =
          op.error(
              DiagnosticCode.ATTRIBUTE,
              e instanceof IndexOutOfBoundsException
                  ? "has a dimension number, or a number of attribute values, that does not fit its"
                      + " operands"
                  : "is malformed",
              null);
      malformed.initCause(e);
      throw malformed;
    }
    define(op, results);
  }

  private static void define(Op op, List<HloInstruction> results) {
    MlirOperation operation = op.operation();
    if (results.size() != operation.results().size()) {
      throw op.error(
          DiagnosticCode.SHAPE,
          "has %d results, but gives %d".formatted(operation.results().size(), results.size()),
          null);
    }
    for (int i = 0; i < results.size(); i++) {
      Shape declared = op.declaredShape(i);
      Shape actual = results.get(i).shape();
      if (!Types.refines(actual, declared)) {
        throw op.error(
            DiagnosticCode.SHAPE,
            "has the type %s as result %d, but computes %s"
                .formatted(declared.text(false), i, actual.text(false)),
            null);
      }
      op.scope().define(operation.results().get(i), results.get(i));
    }
    OperationAttributes.apply(op, results);
  }
}
