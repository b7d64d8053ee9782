package org.hlorun.kernelir.lower.sort;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.NumberCode;

/**
 * A stable sort by the bytes of keys, the lowest first (D. Knuth, "The Art of Computer
 * Programming", volume 3, section 5.2.5): one pass counts how often each byte has each value, then
 * each byte takes a pass that moves the records.
 */
final class RadixSortCode {
  private static final int BUCKETS = 256;
  private static final int BITS = 8;

  /** Elements per digit from which on a pass over the counts is taken to cost less than merging. */
  private static final int MIN_LENGTH = 16;

  private final KernelBuilder builder;
  private final ElementGenerator elements;
  private final SortRecords records;
  private final SortKey key;
  private final long length;
  private final int digits;

  RadixSortCode(SortRecords records, SortKey key, long length) {
    this.elements = records.elements();
    this.builder = elements.builder();
    this.records = records;
    this.key = key;
    this.length = length;
    this.digits = digits(key);
  }

  private static int digits(SortKey key) {
    return NumberCode.storage(key.type()).byteSize();
  }

  /** Whether lines are so long that the passes over the counts cost less than merging. */
  static boolean isWorthwhile(SortKey key, long length) {
    return length >= (long) MIN_LENGTH * digits(key) && length <= Integer.MAX_VALUE;
  }

  /** Whether some key of the first line is unordered. */
  Value anyUnordered() {
    return builder
        .loop(
            length,
            LoopSchedule.SERIAL,
            List.of(builder.integer(ScalarType.I1, 0)),
            (i, found) -> {
              Element element = records.decode(records.load(i)).get(key.operand());
              Value value = key.value(elements, element);
              Value unordered = builder.compare(Predicate.UNO, value, value);
              return List.of(builder.binary(BinaryKind.OR, found.getFirst(), unordered));
            },
            null)
        .getFirst();
  }

  /** Sorts the first line; gives where the sorted one begins. */
  long emit() {
    Buffer counts = builder.local("counts", ScalarType.I32, (long) digits * BUCKETS);
    count(counts);
    builder.loop(digits, LoopSchedule.SERIAL, digit -> pass(counts, digit));
    return digits % 2 * length;
  }

  private Value keyAt(List<Value> record) {
    return key.bits(elements, records.decode(record).get(key.operand()));
  }

  /** The place of a digit's count. */
  private IndexExpr bucket(Value bits, Value shift, IndexExpr digit) {
    Value shifted = builder.binary(BinaryKind.LSHR, bits, shift);
    Value low = builder.binary(BinaryKind.AND, shifted, builder.integer(bits.type(), BUCKETS - 1));
    Value wide =
        bits.type() == ScalarType.I64
            ? low
            : builder.cast(CastKind.ZERO_EXTEND, ScalarType.I64, low);
    return digit.times(BUCKETS).plus(IndexExpr.variable(wide, 0, BUCKETS - 1));
  }

  private void count(Buffer counts) {
    Value zero = builder.integer(ScalarType.I32, 0);
    Value one = builder.integer(ScalarType.I32, 1);
    builder.loop(
        (long) digits * BUCKETS,
        LoopSchedule.vector(8, 1),
        i -> builder.store(counts, i, zero, null));
    builder.loop(
        length,
        LoopSchedule.SERIAL,
        i -> {
          Value bits = keyAt(records.load(i));
          for (int digit = 0; digit < digits; digit++) {
            Value shift = builder.integer(bits.type(), (long) digit * BITS);
            IndexExpr bucket = bucket(bits, shift, IndexExpr.constant(digit));
            Value old = builder.load(counts, bucket, null);
            builder.store(counts, bucket, builder.binary(BinaryKind.ADD, old, one), null);
          }
        });
  }

  private void pass(Buffer counts, IndexExpr digit) {
    Value zero = builder.integer(ScalarType.I32, 0);
    builder.loop(
        BUCKETS,
        LoopSchedule.SERIAL,
        List.of(zero),
        (i, sum) -> {
          IndexExpr bucket = digit.times(BUCKETS).plus(i);
          Value own = builder.load(counts, bucket, null);
          builder.store(counts, bucket, sum.getFirst(), null);
          return List.of(builder.binary(BinaryKind.ADD, sum.getFirst(), own));
        },
        null);
    IndexExpr parity = digit.modulo(2).times(length);
    IndexExpr from = IndexExpr.variable(builder.index(parity), 0, length);
    IndexExpr to = from.times(-1).plus(length);
    builder.loop(length, LoopSchedule.SERIAL, i -> move(counts, digit, from.plus(i), to));
  }

  private void move(Buffer counts, IndexExpr digit, IndexExpr from, IndexExpr to) {
    List<Value> record = records.load(from);
    Value bits = keyAt(record);
    Value shift = builder.index(digit.times(BITS));
    Value narrow =
        bits.type() == ScalarType.I64 ? shift : builder.cast(CastKind.TRUNCATE, bits.type(), shift);
    IndexExpr bucket = bucket(bits, narrow, digit);
    Value place = builder.load(counts, bucket, null);
    Value next = builder.binary(BinaryKind.ADD, place, builder.integer(ScalarType.I32, 1));
    builder.store(counts, bucket, next, null);
    Value wide = builder.cast(CastKind.ZERO_EXTEND, ScalarType.I64, place);
    records.store(to.plus(IndexExpr.variable(wide, 0, length - 1)), record);
  }
}
