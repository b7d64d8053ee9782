package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirValue;

/**
 * {@code (%input init: %initial), ... across dimensions = [0] : types reducer(%a: t, %b: t) {...}},
 * and {@code (%input init: %initial) applies stablehlo.add across dimensions = [0] : types}, whose
 * region is made up.
 *
 * <p>The operands are all inputs and then all initial values; the block's arguments are the first
 * of every pair of the reducer and then the second of every pair.
 */
final class ReduceForm implements Form {
  private static final Set<String> APPLICABLE =
      Set.of(
          "stablehlo.add",
          "stablehlo.and",
          "stablehlo.maximum",
          "stablehlo.minimum",
          "stablehlo.multiply",
          "stablehlo.or",
          "stablehlo.xor");

  @Override
  public void read(Readers in, OperationState reduce) {
    Tokens tokens = in.tokens();
    operands(in, reduce);
    int offset = tokens.start();
    String applied = tokens.acceptWord("applies") ? applied(tokens) : null;
    tokens.expectWord("across");
    Parts.assign("dimensions", Parts.dimensions("dimensions")).read(in, reduce);
    Parts.ATTRIBUTES.read(in, reduce);
    TypeParts.FUNCTION.read(in, reduce);
    if (applied == null) {
      reducer(in, reduce);
    } else {
      reduce.regions().add(region(in, reduce, applied, offset));
    }
  }

  private static void operands(Readers in, OperationState reduce) {
    Tokens tokens = in.tokens();
    List<Scope.Use> initial = new ArrayList<>();
    if (tokens.at(TokenKind.LEFT_PAREN)) {
      do {
        tokens.expect(TokenKind.LEFT_PAREN);
        reduce.operands().add(in.operations().use());
        tokens.expectWord("init");
        tokens.expect(TokenKind.COLON);
        initial.add(in.operations().use());
        tokens.expect(TokenKind.RIGHT_PAREN);
      } while (tokens.accept(TokenKind.COMMA));
    }
    reduce.operands().addAll(initial);
  }

  private static String applied(Tokens tokens) {
    int offset = tokens.start();
    String name = tokens.at(TokenKind.STRING) ? tokens.string() : tokens.word();
    if (!APPLICABLE.contains(name)) {
      throw tokens.error(
          offset,
          DiagnosticCode.UNKNOWN_OPCODE,
          "expected the inner-op to be a commutative binary-op from the stablehlo dialect, with"
              + " zero region, producing single result",
          "write the reduction with a reducer");
    }
    return name;
  }

  private static void reducer(Readers in, OperationState reduce) {
    Tokens tokens = in.tokens();
    tokens.expectWord("reducer");
    List<RegionReader.Argument> first = new ArrayList<>();
    List<RegionReader.Argument> second = new ArrayList<>();
    while (tokens.accept(TokenKind.LEFT_PAREN)) {
      first.add(in.regions().argument());
      tokens.expect(TokenKind.COMMA);
      second.add(in.regions().argument());
      tokens.expect(TokenKind.RIGHT_PAREN);
    }
    first.addAll(second);
    reduce.regions().add(in.regions().read(first, false));
  }

  /** A block of two scalars, the operation of both, and a return of its result. */
  private static MlirRegion region(Readers in, OperationState reduce, String applied, int offset) {
    if (reduce.operands().size() != 2) {
      throw TypeParts.error(in, reduce, "'applies' takes one input and one initial value");
    }
    MlirType element = TypeParts.element(in, reduce, reduce.operandTypes().getFirst());
    MlirType scalar = new TensorType(LongList.empty(), element, Optional.empty());
    List<MlirValue> arguments = List.of(new MlirValue(scalar, "lhs"), new MlirValue(scalar, "rhs"));
    MlirValue result = new MlirValue(scalar, "result");
    MlirOperation operation =
        new MlirOperation(applied, arguments, List.of(result), Map.of(), List.of(), "", offset);
    MlirOperation terminator =
        new MlirOperation(
            "stablehlo.return", List.of(result), List.of(), Map.of(), List.of(), "", offset);
    return new MlirRegion(List.of(new MlirBlock(arguments, List.of(operation, terminator))));
  }
}
