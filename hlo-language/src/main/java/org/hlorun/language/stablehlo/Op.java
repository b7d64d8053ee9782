package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * An operation being imported: its operands as instructions, its attributes by name. Everything
 * that is missing or malformed gives an error at the operation's place.
 *
 * @param operation the operation
 * @param scope the block it stands in
 * @param operands its operands
 * @param resultTypes the types of its results
 */
record Op(
    MlirOperation operation,
    Scope scope,
    List<HloInstruction> operands,
    List<MlirType> resultTypes) {

  static Op of(MlirOperation operation, Scope scope) {
    List<HloInstruction> operands = new ArrayList<>(operation.operands().size());
    operation.operands().forEach(operand -> operands.add(scope.value(operand, operation)));
    return new Op(
        operation, scope, operands, operation.results().stream().map(MlirValue::type).toList());
  }

  HloBuilder builder() {
    return scope.builder();
  }

  /** The name without its dialect. */
  String shortName() {
    return operation.name().substring(operation.name().indexOf('.') + 1);
  }

  HloException error(DiagnosticCode code, String message, String remedy) {
    return scope
        .importer()
        .problems()
        .at(operation, code, operation.name() + " " + message, remedy);
  }

  HloException malformed(String message) {
    return error(DiagnosticCode.ATTRIBUTE, message, null);
  }

  HloInstruction operand(int index) {
    if (index >= operands.size()) {
      throw error(
          DiagnosticCode.OPERAND_COUNT, "has only %d operands".formatted(operands.size()), null);
    }
    return operands.get(index);
  }

  int operandCount() {
    return operands.size();
  }

  /** The shape of an operand, which must be an array. */
  ArrayShape shape(int index) {
    if (operand(index).shape() instanceof ArrayShape array) {
      return array;
    }
    throw error(
        DiagnosticCode.SHAPE,
        "takes an array as operand %d, not %s".formatted(index, operand(index).shape()),
        null);
  }

  /** The type of a result. */
  MlirType resultType(int index) {
    if (index >= resultTypes.size()) {
      throw error(DiagnosticCode.SHAPE, "has only %d results".formatted(resultTypes.size()), null);
    }
    return resultTypes.get(index);
  }

  /** The declared shape of a result, possibly unbounded. */
  Shape declaredShape(int index) {
    return Types.shape(resultType(index));
  }

  /** The declared array shape of a result, possibly unbounded. */
  ArrayShape declaredArray(int index) {
    if (declaredShape(index) instanceof ArrayShape array) {
      return array;
    }
    throw error(DiagnosticCode.SHAPE, "must have an array as result %d".formatted(index), null);
  }

  /** The declared shape of a result whose sizes cannot be found out otherwise. */
  Shape resultShape(int index) {
    Shape shape = declaredShape(index);
    if (Types.isUnbounded(shape)) {
      throw unknownSizes();
    }
    return shape;
  }

  HloException unknownSizes() {
    return error(
        DiagnosticCode.UNSUPPORTED,
        "has a result with sizes that do not follow from constants",
        "give the shapes of the arguments (they replace the ? of the program's argument types), or"
            + " make the operands that say the sizes constants");
  }

  /** The value of an operand that says sizes or positions, as far as it is a constant. */
  Optional<LongList> known(int index) {
    return scope.importer().state().known().of(operand(index)).map(Op::elements);
  }

  private static LongList elements(ArrayLiteral literal) {
    long[] elements = new long[Math.toIntExact(literal.elementCount())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = literal.getLong(i);
    }
    return LongList.of(elements);
  }

  Optional<MlirAttribute> attribute(String key) {
    return operation.attribute(key);
  }

  private HloException missing(String key) {
    return malformed("needs the attribute " + key);
  }

  private HloException wrong(String key, String expected) {
    return malformed("needs %s as attribute %s".formatted(expected, key));
  }

  long integer(String key) {
    return attribute(key).map(value -> integer(key, value)).orElseThrow(() -> missing(key));
  }

  long integer(String key, long absent) {
    return attribute(key).map(value -> integer(key, value)).orElse(absent);
  }

  private long integer(String key, MlirAttribute value) {
    if (value instanceof IntegerAttribute integer && integer.value().bitLength() < Long.SIZE) {
      return integer.longValue();
    }
    throw wrong(key, "an integer");
  }

  boolean bool(String key, boolean absent) {
    return attribute(key)
        .map(
            value ->
                switch (value) {
                  case BoolAttribute(boolean b) -> b;
                  case MlirAttribute.UnitAttribute() -> true;
                  case IntegerAttribute integer -> integer.longValue() != 0;
                  default -> throw wrong(key, "a boolean");
                })
        .orElse(absent);
  }

  double number(String key) {
    return switch (attribute(key).orElseThrow(() -> missing(key))) {
      case FloatAttribute f -> f.value();
      case IntegerAttribute integer -> integer.value().doubleValue();
      default -> throw wrong(key, "a number");
    };
  }

  String string(String key, String absent) {
    return attribute(key)
        .map(
            value ->
                switch (value) {
                  case StringAttribute(String text) -> text;
                  case SymbolAttribute symbol -> symbol.leaf();
                  default -> throw wrong(key, "a string");
                })
        .orElse(absent);
  }

  String symbol(String key) {
    if (attribute(key).orElseThrow(() -> missing(key)) instanceof SymbolAttribute symbol) {
      return symbol.leaf();
    }
    throw wrong(key, "a symbol");
  }

  /** The word of an enum, or {@code absent}. */
  String word(String key, String absent) {
    return attribute(key).map(value -> word(key, value)).orElse(absent);
  }

  String word(String key, MlirAttribute value) {
    return switch (value) {
      case DialectAttribute dialect when !dialect.body().isEmpty() -> dialect.body();
      case StringAttribute(String text) -> text;
      default -> throw wrong(key, "a word of an enum");
    };
  }

  /** A list of integers, row major if it is written as an array of more dimensions. */
  LongList integers(String key) {
    return attribute(key).map(value -> integers(key, value)).orElseThrow(() -> missing(key));
  }

  LongList integers(String key, LongList absent) {
    return attribute(key).map(value -> integers(key, value)).orElse(absent);
  }

  LongList integers(String key, MlirAttribute value) {
    return switch (value) {
      case DenseAttribute dense -> dense.toLongList();
      case IntegerAttribute integer -> LongList.of(integer.longValue());
      case ArrayAttribute array ->
          LongList.of(array.elements().stream().mapToLong(e -> integer(key, e)).toArray());
      default -> throw wrong(key, "a list of integers");
    };
  }

  /** The fields of a struct attribute. */
  Fields struct(String key) {
    if (attribute(key).orElseThrow(() -> missing(key)) instanceof DialectAttribute dialect) {
      return new Fields(this, key, dialect.fields());
    }
    throw wrong(key, "a struct");
  }

  List<MlirAttribute> array(String key) {
    return attribute(key)
        .map(
            value -> {
              if (value instanceof ArrayAttribute array) {
                return array.elements();
              }
              throw wrong(key, "a list");
            })
        .orElse(List.of());
  }

  MlirRegion region(int index) {
    if (index >= operation.regions().size()
        || operation.regions().get(index).blocks().size() != 1) {
      throw error(
          DiagnosticCode.SYNTAX, "needs %d regions of one block".formatted(index + 1), null);
    }
    return operation.regions().get(index);
  }

  /** The same operation on other operands, with results of other types. */
  Op with(List<HloInstruction> newOperands, List<MlirType> newResultTypes) {
    return new Op(operation, scope, newOperands, newResultTypes);
  }
}
