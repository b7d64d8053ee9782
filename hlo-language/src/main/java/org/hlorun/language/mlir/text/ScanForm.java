package org.hlorun.language.mlir.text;

import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * {@code (%inputs) inits(%inits) dimension=0 attributes {...} { ... } : types}. How many operands
 * are inputs and how many are initial values goes into {@code operandSegmentSizes}.
 */
final class ScanForm implements Form {
  @Override
  public void read(Readers in, OperationState scan) {
    Parts.OPERANDS_IN_PARENTHESES.read(in, scan);
    int inputs = scan.operands().size();
    in.tokens().expectWord("inits");
    Parts.OPERANDS_IN_PARENTHESES.read(in, scan);
    int initial = scan.operands().size() - inputs;
    Parts.assign("dimension", Parts.integer("dimension", AttributeReader.I64)).read(in, scan);
    ArrayLiteral segments = ArrayLiteral.allocate(ArrayShape.of(ElementType.S32, 2));
    segments.setLong(0, inputs);
    segments.setLong(1, initial);
    TensorType type = new TensorType(LongList.of(2), AttributeReader.I32, Optional.empty());
    scan.put("operandSegmentSizes", new DenseAttribute(type, segments, false));
    Parts.ATTRIBUTES_WITH_KEYWORD.read(in, scan);
    scan.regions().add(in.regions().read(false));
    TypeParts.FUNCTION.read(in, scan);
  }
}
