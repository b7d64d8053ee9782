package org.hlorun.fusion.expand;

/**
 * Coefficients of {@link GammaArithmetic} and {@link BesselArithmetic}, the highest first. Those
 * that are not rational numbers are near-minimax fits computed with 60 digits.
 */
final class SpecialFunctionTables {
  /** log gamma(1 + v) / (v (v - 1)) for v from 0 to 2, relative error 1.3e-17: all are positive. */
  static final double[] CENTRE_NUMERATOR = {
    0x1.5fcde3e5f012fp-20,
    0x1.3b1fe84ff3847p-11,
    0x1.37fbdf940b746p-6,
    0x1.84589e5ac3d62p-3,
    0x1.9f23b0bcfd11bp-1,
    0x1.a801b94bc2e5bp+0,
    0x1.9770997d4e053p+0,
    0x1.2788cfc6fb619p-1,
  };

  /** What {@link #CENTRE_NUMERATOR} is divided by. */
  static final double[] CENTRE_DENOMINATOR = {
    0x1.4533dd58a1a10p-13,
    0x1.0799762844c38p-7,
    0x1.ee536db39638cp-4,
    0x1.8a5e798b512f8p-1,
    0x1.36986f79ca6d9p+1,
    0x1.f9e227112bc31p+1,
    0x1.975230f503b6ap+1,
    0x1.0000000000000p+0,
  };

  /** B(2k) / (2k (2k - 1)), where B are the Bernoulli numbers, for k = 10 to 1. */
  static final double[] STIRLING = {
    -0x1.6476701181f3ap+0,
    0x1.6fe96381e0680p-3,
    -0x1.e4286cb0f5398p-6,
    0x1.a41a41a41a41ap-8,
    -0x1.f6ab0d9993c7dp-10,
    0x1.b951e2b18ff23p-11,
    -0x1.3813813813814p-11,
    0x1.a01a01a01a01ap-11,
    -0x1.6c16c16c16c17p-9,
    0x1.5555555555555p-4,
  };

  /** B(2k) / 2k for k = 11 to 1. */
  static final double[] DIGAMMA = {
    0x1.1975cc0ed7304p+8,
    -0x1.a74ca514ca515p+4,
    0x1.86e7f9b9fe6e8p+1,
    -0x1.c5e5e5e5e5e5ep-2,
    0x1.5555555555555p-4,
    -0x1.5995995995996p-6,
    0x1.f07c1f07c1f08p-8,
    -0x1.1111111111111p-8,
    0x1.0410410410410p-8,
    -0x1.1111111111111p-7,
    0x1.5555555555555p-4,
  };

  /** B(2k) for k = 12 to 1. */
  static final double[] TRIGAMMA = {
    -0x1.523440cc0cc0dp+16,
    0x1.8301f89467e25p+12,
    -0x1.088fe72cfe72dp+9,
    0x1.b7c4f8f13e3c5p+5,
    -0x1.c5e5e5e5e5e5ep+2,
    0x1.2aaaaaaaaaaabp+0,
    -0x1.0330330330330p-2,
    0x1.364d9364d9365p-4,
    -0x1.1111111111111p-5,
    0x1.8618618618618p-6,
    -0x1.1111111111111p-5,
    0x1.5555555555555p-3,
  };

  /** x (x + 1) ... (x + 7). */
  static final double[] EIGHT_STEPS = {
    1, 28, 322, 1960, 6769, 13132, 13068, 5040, 0,
  };

  /** The sum of 1 / (x + k) for k = 0 to 7, times {@link #EIGHT_STEPS}. */
  static final double[] EIGHT_RECIPROCALS = {
    8, 196, 1932, 9800, 27076, 39396, 26136, 5040,
  };

  /** The sum of 1 / (x + k)^2 for k = 0 to 7, times the square of {@link #EIGHT_STEPS}. */
  static final double[] EIGHT_SQUARES = {
    8, 392, 8708, 116032, 1034068, 6506416, 29739764, 100081856, 248617796, 452904648, 595478856,
    549972864, 341545248, 131725440, 25401600,
  };

  /** sin(pi r) / (pi r) in r^2 for r from 0 to 1/2, relative error 3.3e-19. */
  static final double[] SINE = {
    0x1.07195ba656098p-22,
    -0x1.d3e3c575a8cbdp-18,
    0x1.3746973a2836dp-13,
    -0x1.33816970a7a7cp-9,
    0x1.ac6805cbe1c57p-6,
    -0x1.86a8e472088b3p-3,
    0x1.9f9cb402bc3ecp-1,
    -0x1.a51a6625307d3p+0,
    0x1.0000000000000p+0,
  };

  /** cos(pi r) in r^2 for r from 0 to 1/2, absolute error 4e-18. */
  static final double[] COSINE = {
    0x1.1679352a198d4p-18,
    -0x1.b6957f171ac32p-14,
    0x1.f9d2547099ed9p-10,
    -0x1.a6d1efc91641ap-6,
    0x1.e1f506813b685p-3,
    -0x1.55d3c7e3bfc1dp+0,
    0x1.03c1f081b5993p+2,
    -0x1.3bd3cc9be45dbp+2,
    0x1.0000000000000p+0,
  };

  /** I1(a) / a in a^2 for a from 0 to 8, relative error 1.8e-18: all are positive. */
  static final double[] BESSEL_SMALL_64 = {
    0x1.20ebdb99edb53p-115,
    0x1.1ebc3216bf4cfp-106,
    0x1.1dc64f2e4590cp-96,
    0x1.8a6efe52fa2efp-87,
    0x1.e29108846b664p-78,
    0x1.f172556758d22p-69,
    0x1.ab8235081a452p-60,
    0x1.2c97551e62e0ap-51,
    0x1.522a443bfc5e8p-43,
    0x1.27e4fb73ec47ep-35,
    0x1.845c8a0d2769ep-28,
    0x1.6c16c16c13a31p-21,
    0x1.c71c71c71c9f2p-15,
    0x1.5555555555540p-9,
    0x1.0000000000001p-4,
    0x1.0000000000000p-1,
  };

  /** The same to 8e-10. */
  static final double[] BESSEL_SMALL_32 = {
    0x1.e0ce3dd728c80p-68,
    0x1.13340fd25f126p-60,
    0x1.476f1700cd3cep-51,
    0x1.4c67a89642780p-43,
    0x1.28ae439f1a4efp-35,
    0x1.84397309e5884p-28,
    0x1.6c1a8e3ac0a27p-21,
    0x1.c71bf7287ddc0p-15,
    0x1.55555d3f1205cp-9,
    0x1.ffffff344f72cp-5,
    0x1.0000000000000p-1,
  };

  /** e^-a I1(a) sqrt(a) in 16 / a - 1 for a from 8 on, relative error 1.5e-16. */
  static final double[] BESSEL_LARGE_64 = {
    -0x1.2806c9c773320p-35,
    0x1.55915fceb588ap-33,
    0x1.219eade6f6241p-32,
    -0x1.193a121044be1p-30,
    -0x1.23387a0da1fa7p-30,
    0x1.aa2e86758a540p-29,
    0x1.a8422bea1b481p-29,
    -0x1.7e0449a7f6ef9p-28,
    -0x1.ff93ffdcd90fap-28,
    0x1.4bf69c7770c99p-28,
    0x1.df9cb68b531c7p-27,
    0x1.e811171c71059p-28,
    -0x1.20eff28d4a481p-27,
    -0x1.92d865582e0b4p-26,
    -0x1.728031a19cd4fp-25,
    -0x1.ad837d1155f63p-24,
    -0x1.76136f2224d58p-22,
    -0x1.ec8e1a29ee4bep-20,
    -0x1.f89c230b1cff7p-17,
    -0x1.cbc54df170509p-13,
    -0x1.3f796198ee5f2p-7,
    0x1.8ebe783a8402fp-2,
  };

  /** The same to 5e-11. */
  static final double[] BESSEL_LARGE_32 = {
    0x1.1e1a1f1587865p-27,
    -0x1.4dcf9d4504c0cp-29,
    -0x1.d43b56be5a139p-25,
    -0x1.fa4479865658fp-24,
    -0x1.71c61481943f3p-22,
    -0x1.eae524c5960bep-20,
    -0x1.f8a17f1c89de2p-17,
    -0x1.cbc5b59f3813dp-13,
    -0x1.3f7961894f91bp-7,
    0x1.8ebe783ac527dp-2,
  };

  private SpecialFunctionTables() {}
}
