package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LookupTable;
import org.hlorun.kernelir.ir.Value;

/**
 * tanh of f32 for machines that look up numbers in tables as fast as they multiply: polynomials of
 * degree 4, one for each of 32 intervals, need neither a division nor a long chain of operations.
 */
final class PiecewiseTanh {
  /** From here on tanh rounds to 1. */
  private static final double TOP = 9.125;

  /**
   * The intervals are where {@code x * SLOPE + OFFSET} has the same exponent and the same first
   * three bits behind the point: eight from 1/2 to 1, where x is 0 to 8/13, eight to 2, and so on
   * to 8, which is more than the top gives.
   */
  private static final double SLOPE = 0.8125;

  private static final double OFFSET = 0.5;

  /** Bits of a significand behind those that an interval has in common. */
  private static final int REST_BITS = 20;

  /**
   * Of each interval the point {@code c} that its polynomial is in the distance from, and the
   * coefficients from the constant on. The first is that around 0, where what counts is the error
   * relative to x. The other points are f32 numbers near the middle whose tanh is almost an f32
   * number, so that the constant is not rounded (Gal's accurate tables). The rest are minimax fits
   * of {@code (tanh x - tanh c) / (x - c)} for the error relative to tanh x, found by Remez's
   * exchange, rounded one after the other from that of the greatest power on, each time with a new
   * fit of those left.
   */
  private static final double[][] INTERVALS = {
    {0, 0, 1, 0x1.72d242p-17, -0x1.563a36p-2, 0x1.417cap-6},
    {0x1.d89438p-4, 0x1.d67e4p-4, 0x1.f93e96p-1, -0x1.d0481cp-4, -0x1.43489p-2, 0x1.2c3c58p-4},
    {0x1.89e27ep-3, 0x1.851958p-3, 0x1.ed84cep-1, -0x1.770ffp-3, -0x1.252a38p-2, 0x1.e514ccp-4},
    {0x1.13b308p-2, 0x1.0d39acp-2, 0x1.dc9bb8p-1, -0x1.f53accp-3, -0x1.f79324p-3, 0x1.2aa052p-3},
    {0x1.626dc2p-2, 0x1.54ec0cp-2, 0x1.c73f84p-1, -0x1.2f2216p-2, -0x1.95077ep-3, 0x1.50f2f6p-3},
    {0x1.b14194p-2, 0x1.992114p-2, 0x1.ae44aap-1, -0x1.57d1a4p-2, -0x1.2af1eep-3, 0x1.5c6d8cp-3},
    {0x1.fff858p-2, 0x1.d92f38p-2, 0x1.92ac1p-1, -0x1.742512p-2, -0x1.822a1ep-4, 0x1.510024p-3},
    {0x1.275bd6p-1, 0x1.0a706p-1, 0x1.755924p-1, -0x1.84922ap-2, -0x1.76483ap-5, 0x1.32048ap-3},
    {0x1.6270f2p-1, 0x1.32e968p-1, 0x1.4806acp-1, -0x1.894318p-2, 0x1.096cb4p-6, 0x1.e3a73ap-4},
    {0x1.b12e44p-1, 0x1.60c51p-1, 0x1.0cf0d4p-1, -0x1.729a3cp-2, 0x1.2e63b6p-4, 0x1.1d519ep-4},
    {0x1.000d0ep0, 0x1.85faa2p-1, 0x1.adec7ap-2, -0x1.4776c4p-2, 0x1.a712f6p-4, 0x1.ca0006p-6},
    {0x1.27719ap0, 0x1.a3611cp-1, 0x1.50f90ep-2, -0x1.1403d6p-2, 0x1.c62daap-4, -0x1.df8542p-11},
    {0x1.4ed8d6p0, 0x1.ba3fbcp-1, 0x1.03ffe4p-2, -0x1.c128b4p-3, 0x1.acd872p-4, -0x1.1aca84p-6},
    {0x1.762a32p0, 0x1.cbc152p-1, 0x1.8ca26ap-3, -0x1.642972p-3, 0x1.77151ap-4, -0x1.8c95cep-6},
    {0x1.9d98b2p0, 0x1.d9148ep-1, 0x1.2b8612p-3, -0x1.14c16ep-3, 0x1.37c9fcp-4, -0x1.9d8e44p-6},
    {0x1.c4cf02p0, 0x1.e30f48p-1, 0x1.c1f54ap-4, -0x1.a8867p-4, 0x1.f5519ep-5, -0x1.7b1ad2p-6},
    {0x1.000b02p1, 0x1.ed9822p-1, 0x1.2131fp-4, -0x1.16cd18p-4, 0x1.59e85ep-5, -0x1.25440ap-6},
    {0x1.279ab4p1, 0x1.f5ff5ap-1, 0x1.3cf30ap-5, -0x1.36c19ap-5, 0x1.8fdbd2p-6, -0x1.7038e8p-7},
    {0x1.4ea24cp1, 0x1.fa8a36p-1, 0x1.5b93c4p-6, -0x1.57e048p-6, 0x1.c300d8p-7, -0x1.ae4282p-8},
    {0x1.771858p1, 0x1.fd1754p-1, 0x1.73456cp-7, -0x1.71240ap-7, 0x1.e931f4p-8, -0x1.e3c566p-9},
    {0x1.9d52dep1, 0x1.fe65b2p-1, 0x1.99a74ap-8, -0x1.98614ep-8, 0x1.10155ep-8, -0x1.0ba70ep-9},
    {0x1.c7031ap1, 0x1.ff29fp-1, 0x1.abc4ap-9, -0x1.ab0236p-9, 0x1.1d3ac8p-9, -0x1.23d64ap-10},
    {0x1.e96d4cp1, 0x1.ff82eep-1, 0x1.f408fcp-10, -0x1.f3a6dep-10, 0x1.4df5bap-10, -0x1.3f65c4p-11},
    {0x1.0d7ae8p2, 0x1.ffc64ep-1, 0x1.cd76cep-11, -0x1.cd161ap-11, 0x1.32f658p-11, -0x1.578086p-12},
    {0x1.26b8eep2, 0x1.ffe5c8p-1, 0x1.a34e7ap-12, -0x1.a36d5ap-12, 0x1.1e02d4p-12, -0x1.17ccc6p-13},
    {0x1.3d312ap2, 0x1.fff302p-1, 0x1.9fa544p-13, -0x1.9cb2cap-13, 0x1.fff468p-14, -0x1.4f4d94p-15},
    {0x1.673c46p2, 0x1.fffc82p-1, 0x1.bf130ep-15, -0x1.bde492p-15, 0x1.1aa7a6p-15, -0x1.871a5cp-17},
    {0x1.9de532p2, 0x1.ffff5ep-1, 0x1.43e27ap-17, -0x1.43d84p-17, 0x1.ba19e6p-18, -0x1.bd8834p-19},
    {0x1.d1cb7ep2, 0x1.ffffep-1, 0x1.002698p-19, -0x1.00606cp-19, 0x1.3b7164p-20, -0x1.01a5bp-20},
    {0x1.f12e72p2, 0x1.fffff4p-1, 0x1.7fe2p-21, -0x1.7f02c6p-21, 0x1.0563b6p-21, -0x1.20cbdep-22},
    {0x1.0a2b24p3, 0x1.fffffcp-1, 0x1.ffd2cep-23, -0x1.ffabb4p-23, 0x1.5d3cd2p-23, -0x1.62efa2p-24},
    {0x1.154246p3, 0x1.fffffep-1, 0x1.000118p-23, -0x1.fce362p-24, 0x1.3bb762p-24, -0x1.9aa024p-26}
  };

  private static final LookupTable[] TABLES = tables();

  private final KernelBuilder builder;
  private final FloatCode code;

  /** Code for f32. */
  PiecewiseTanh(KernelBuilder builder, FloatCode code) {
    this.builder = builder;
    this.code = code;
  }

  /** A table for each column, in the order of the bits that are looked up by. */
  private static LookupTable[] tables() {
    int first = Float.floatToRawIntBits((float) OFFSET) >>> REST_BITS;
    int count = INTERVALS.length;
    LookupTable[] result = new LookupTable[INTERVALS[0].length];
    for (int column = 0; column < result.length; column++) {
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[(first + i) % count] = (float) INTERVALS[i][column];
      }
      result[column] = new LookupTable(numbers);
    }
    return result;
  }

  /** tanh x, at most 1.7 ulp off; less than 1 ulp from |x| = 1/13 on. */
  Value tanh(Value x) {
    Value magnitude = code.atMost(code.absolute(x), TOP);
    Value place = code.fma(magnitude, code.real(SLOPE), code.real(OFFSET));
    Value index = code.integer(BinaryKind.LSHR, code.bits(place), code.integer(REST_BITS));
    Value distance = code.subtract(magnitude, builder.lookup(TABLES[0], index));
    int last = TABLES.length - 1;
    Value result = builder.lookup(TABLES[last], index);
    for (int i = last - 1; i > 0; i--) {
      result = code.fma(result, distance, builder.lookup(TABLES[i], index));
    }
    return code.withSign(result, x);
  }
}
