package org.hlorun.language.mlir.bytecode;

import java.math.BigInteger;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Integers and floats, whose types stand before their bits. */
final class Scalars {
  static final IntegerType I1 = new IntegerType(1, Signedness.SIGNLESS);
  static final IntegerType I32 = new IntegerType(32, Signedness.SIGNLESS);
  static final IntegerType I64 = new IntegerType(64, Signedness.SIGNLESS);

  private Scalars() {}

  /** A type and an integer of it; the boolean if the type is {@code i1}. */
  static MlirAttribute integer(EntryReader in) {
    MlirType type = in.type();
    int width =
        switch (type) {
          case IntegerType integer -> integer.width();
          case IndexType _ -> 64;
          default -> throw in.cursor().error("an integer has a type that is none of integers");
        };
    BigInteger bits = in.bits(width);
    if (type.equals(I1)) {
      return new BoolAttribute(bits.signum() != 0);
    }
    boolean unsigned =
        type instanceof IntegerType integer && integer.signedness() == Signedness.UNSIGNED;
    boolean negative = !unsigned && width > 0 && bits.testBit(width - 1);
    return new IntegerAttribute(
        negative ? bits.subtract(BigInteger.ONE.shiftLeft(width)) : bits, type);
  }

  /** A type and a float of it. */
  static FloatAttribute floating(EntryReader in) {
    FloatType type = in.type(FloatType.class);
    FloatFormat format =
        MlirElementTypes.of(type)
            .map(ElementType::floatFormat)
            .orElseThrow(
                () -> in.unsupported("numbers of type " + type.name() + " are not supported"));
    return new FloatAttribute(format.decode(in.bits(format.bitWidth()).longValue()), type);
  }

  static IntegerAttribute i32(long value) {
    return new IntegerAttribute(BigInteger.valueOf(value), I32);
  }

  static IntegerAttribute i64(long value) {
    return new IntegerAttribute(BigInteger.valueOf(value), I64);
  }
}
