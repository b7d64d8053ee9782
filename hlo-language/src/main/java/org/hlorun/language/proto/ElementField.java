package org.hlorun.language.proto;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.proto.message.XlaData.LiteralProto;
import org.hlorun.language.shape.ElementType;

/** The field of {@code LiteralProto} that holds the elements of a type, in the order they have. */
sealed interface ElementField {
  /** The number of elements in the field. */
  long count(LiteralProto proto);

  /** Fills a literal of as many elements as the field has. */
  void read(LiteralProto proto, ArrayLiteral literal);

  void write(ArrayLiteral literal, LiteralProto.Builder proto);

  /**
   * Elements as little-endian bytes; those narrower than a byte take one, with the upper bits zero.
   */
  record Bytes(
      ElementType type,
      Function<LiteralProto, ByteString> get,
      BiConsumer<LiteralProto.Builder, ByteString> set)
      implements ElementField {
    @Override
    public long count(LiteralProto proto) {
      int size = get.apply(proto).size();
      ProtoProblem.check(
          size % type.byteSize() == 0, "%d bytes are no whole number of %s elements", size, type);
      return size / type.byteSize();
    }

    @Override
    public void read(LiteralProto proto, ArrayLiteral literal) {
      ByteString bytes = get.apply(proto);
      if (type.bitWidth() >= 8) {
        MemorySegment source = MemorySegment.ofBuffer(bytes.asReadOnlyByteBuffer());
        literal.segment().copyFrom(source);
      } else {
        for (int i = 0; i < bytes.size(); i++) {
          literal.setBits(i, bytes.byteAt(i));
        }
      }
    }

    @Override
    public void write(ArrayLiteral literal, LiteralProto.Builder proto) {
      byte[] bytes = literal.segment().toArray(ValueLayout.JAVA_BYTE);
      if (type.bitWidth() < 8) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) literal.getBits(i);
        }
      }
      set.accept(proto, ByteString.copyFrom(bytes));
    }
  }

  /**
   * Elements as numbers.
   *
   * @param reader stores element {@code i} of the field in the literal
   * @param writer appends element {@code i} of the literal to the field
   * @param perElement how many numbers make an element
   */
  record Numbers(ToIntFunction<LiteralProto> size, int perElement, Reader reader, Writer writer)
      implements ElementField {
    /** Moves one element from the field. */
    interface Reader {
      void move(LiteralProto proto, int index, ArrayLiteral literal);
    }

    /** Moves one element to the field. */
    interface Writer {
      void move(ArrayLiteral literal, long index, LiteralProto.Builder proto);
    }

    @Override
    public long count(LiteralProto proto) {
      int numbers = size.applyAsInt(proto);
      ProtoProblem.check(
          numbers % perElement == 0, "%d numbers are no whole number of elements", numbers);
      return numbers / perElement;
    }

    @Override
    public void read(LiteralProto proto, ArrayLiteral literal) {
      int count = (int) literal.elementCount();
      for (int i = 0; i < count; i++) {
        reader.move(proto, i, literal);
      }
    }

    @Override
    public void write(ArrayLiteral literal, LiteralProto.Builder proto) {
      for (long i = 0; i < literal.elementCount(); i++) {
        writer.move(literal, i, proto);
      }
    }
  }

  /** The field of a type. */
  static ElementField of(ElementType type) {
    return switch (type) {
      case PRED ->
          new Numbers(
              LiteralProto::getPredsCount,
              1,
              (p, i, l) -> l.setLong(i, p.getPreds(i) ? 1 : 0),
              (l, i, p) -> p.addPreds(l.getBoolean(i)));
      case S32 ->
          new Numbers(
              LiteralProto::getS32SCount,
              1,
              (p, i, l) -> l.setLong(i, p.getS32S(i)),
              (l, i, p) -> p.addS32S((int) l.getLong(i)));
      case S64 ->
          new Numbers(
              LiteralProto::getS64SCount,
              1,
              (p, i, l) -> l.setLong(i, p.getS64S(i)),
              (l, i, p) -> p.addS64S(l.getLong(i)));
      case U32 ->
          new Numbers(
              LiteralProto::getU32SCount,
              1,
              (p, i, l) -> l.setLong(i, p.getU32S(i)),
              (l, i, p) -> p.addU32S((int) l.getLong(i)));
      case U64 ->
          new Numbers(
              LiteralProto::getU64SCount,
              1,
              (p, i, l) -> l.setLong(i, p.getU64S(i)),
              (l, i, p) -> p.addU64S(l.getLong(i)));
      case F32 ->
          new Numbers(
              LiteralProto::getF32SCount,
              1,
              (p, i, l) -> l.setBits(i, Float.floatToRawIntBits(p.getF32S(i))),
              (l, i, p) -> p.addF32S(Float.intBitsToFloat((int) l.getBits(i))));
      case F64 ->
          new Numbers(
              LiteralProto::getF64SCount,
              1,
              (p, i, l) -> l.setBits(i, Double.doubleToRawLongBits(p.getF64S(i))),
              (l, i, p) -> p.addF64S(Double.longBitsToDouble(l.getBits(i))));
      case C64 ->
          new Numbers(
              LiteralProto::getC64SCount,
              2,
              (p, i, l) -> l.setComplex(i, p.getC64S(2 * i), p.getC64S(2 * i + 1)),
              (l, i, p) -> p.addC64S((float) l.getDouble(i)).addC64S((float) l.getImaginary(i)));
      case C128 ->
          new Numbers(
              LiteralProto::getC128SCount,
              2,
              (p, i, l) -> l.setComplex(i, p.getC128S(2 * i), p.getC128S(2 * i + 1)),
              (l, i, p) -> p.addC128S(l.getDouble(i)).addC128S(l.getImaginary(i)));
      default -> ofBytes(type);
    };
  }

  private static ElementField ofBytes(ElementType type) {
    return switch (type) {
      case S1 -> new Bytes(type, LiteralProto::getS1S, LiteralProto.Builder::setS1S);
      case S2 -> new Bytes(type, LiteralProto::getS2S, LiteralProto.Builder::setS2S);
      case S4 -> new Bytes(type, LiteralProto::getS4S, LiteralProto.Builder::setS4S);
      case S8 -> new Bytes(type, LiteralProto::getS8S, LiteralProto.Builder::setS8S);
      case S16 -> new Bytes(type, LiteralProto::getS16S, LiteralProto.Builder::setS16S);
      case U1 -> new Bytes(type, LiteralProto::getU1S, LiteralProto.Builder::setU1S);
      case U2 -> new Bytes(type, LiteralProto::getU2S, LiteralProto.Builder::setU2S);
      case U4 -> new Bytes(type, LiteralProto::getU4S, LiteralProto.Builder::setU4S);
      case U8 -> new Bytes(type, LiteralProto::getU8S, LiteralProto.Builder::setU8S);
      case U16 -> new Bytes(type, LiteralProto::getU16S, LiteralProto.Builder::setU16S);
      case F16 -> new Bytes(type, LiteralProto::getF16S, LiteralProto.Builder::setF16S);
      case BF16 -> new Bytes(type, LiteralProto::getBf16S, LiteralProto.Builder::setBf16S);
      case F4E2M1FN ->
          new Bytes(type, LiteralProto::getF4E2M1Fns, LiteralProto.Builder::setF4E2M1Fns);
      case F8E3M4 -> new Bytes(type, LiteralProto::getF8E3M4S, LiteralProto.Builder::setF8E3M4S);
      case F8E4M3 -> new Bytes(type, LiteralProto::getF8E4M3S, LiteralProto.Builder::setF8E4M3S);
      case F8E4M3B11FNUZ ->
          new Bytes(type, LiteralProto::getF8E4M3B11Fnuzs, LiteralProto.Builder::setF8E4M3B11Fnuzs);
      case F8E4M3FN ->
          new Bytes(type, LiteralProto::getF8E4M3Fns, LiteralProto.Builder::setF8E4M3Fns);
      case F8E4M3FNUZ ->
          new Bytes(type, LiteralProto::getF8E4M3Fnuzs, LiteralProto.Builder::setF8E4M3Fnuzs);
      case F8E5M2 -> new Bytes(type, LiteralProto::getF8E5M2S, LiteralProto.Builder::setF8E5M2S);
      case F8E5M2FNUZ ->
          new Bytes(type, LiteralProto::getF8E5M2Fnuzs, LiteralProto.Builder::setF8E5M2Fnuzs);
      case F8E8M0FNU ->
          new Bytes(type, LiteralProto::getF8E8M0Fnus, LiteralProto.Builder::setF8E8M0Fnus);
      default -> new Bytes(type, LiteralProto::getUnnumbered, LiteralProto.Builder::setUnnumbered);
    };
  }
}
