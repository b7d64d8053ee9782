package org.hlorun.interpreter.math;

/**
 * Constants of {@link GammaKernel}, computed with 300 bits and split into doubles.
 *
 * <p>They are data, kept apart so that the formulas stay readable.
 */
final class GammaCoefficients {
  /** Euler's constant subtracted from 1. */
  static final DoubleDouble ONE_MINUS_EULER =
      new DoubleDouble(0x1.b0ee6072093cep-2, 0x1.6cb90701fbfabp-58);

  static final DoubleDouble HALF_LOG_TWO_PI =
      new DoubleDouble(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);

  static final DoubleDouble LOG_PI = new DoubleDouble(0x1.250d048e7a1bdp+0, 0x1.7abf2ad8d5088p-57);

  /** Numerators of the Bernoulli numbers B2, B4, ... B34, each exact. */
  static final double[] BERNOULLI_NUMERATORS = {
    1,
    -1,
    1,
    -1,
    5,
    -691,
    7,
    -3617,
    43867,
    -174611,
    854513,
    -236364091,
    8553103,
    -23749461029.0,
    8615841276005.0,
    -7709321041217.0,
    2577687858367.0,
  };

  static final double[] BERNOULLI_DENOMINATORS = {
    6, 30, 42, 30, 66, 2730, 6, 510, 798, 330, 138, 2730, 6, 870, 14322, 510, 6,
  };

  /**
   * The zeros of log|gamma| with the largest gap between neighbouring doubles and the smallest
   * slope: the zero in three parts, the slope there in two, and half the second derivative.
   */
  static final double[][] LOG_GAMMA_ZEROS = {
    {
      -0x1.3a7fc9600f86cp+1,
      -0x1.55f64f98af8d0p-55,
      -0x1.c4b0cd201366ap-110,
      0x1.83fe966af535fp+0,
      -0x1.775909a36a6a4p-55,
      0x1.36eebb002f55dp+2
    },
    {
      -0x1.5fb410a1bd901p+1,
      0x1.a19a96d2e6f85p-54,
      0x1.140b4ff4b7d60p-108,
      -0x1.ea12da904b18cp+0,
      -0x1.220130f99b2cfp-54,
      0x1.3267f3c265a52p+3
    },
    {
      -0x1.9260dbc9e59afp+1,
      -0x1.f717cd335a7b3p-53,
      -0x1.d32a2a65bfd63p-107,
      0x1.f20a65f2fac55p+2,
      -0x1.1d258e4b0be84p-53,
      0x1.9d4d2977150efp+4
    },
    {
      -0x1.fa471547c2fe5p+1,
      -0x1.70d4561291237p-56,
      0x1.9e6fadbbc171ap-111,
      -0x1.4b99d966c5647p+4,
      0x1.9cba2450afff3p-50,
      0x1.f76deae0436bep+7
    },
    {
      -0x1.0284e78599581p+2,
      0x1.e78c1e9e43cfep-53,
      -0x1.2ac17bfd6be92p-108,
      0x1.aca5cf4921642p+4,
      0x1.a46a2e0d8fe10p-51,
      0x1.44415cd813f8ep+8
    },
    {
      -0x1.3f7577a6eeafdp+2,
      0x1.5de5eab7f12cfp-53,
      -0x1.4075f5e0494a2p-110,
      -0x1.d224a3ef9e41fp+6,
      -0x1.9be272a13babcp-48,
      0x1.b533c678a3956p+12
    },
  };

  /** The positive zero of digamma, in the same form. */
  static final double[] DIGAMMA_ZERO = {
    0x1.762d86356be3fp+0,
    0x1.b86a722197829p-54,
    0x1.e0d62a6be90c7p-109,
    0x1.ef72bc8ee38acp-1,
    -0x1.3879eb97bf58dp-55,
    -0x1.c563b54aa1a35p-2,
  };

  /** (-1)^n (zeta(n) - 1) / n from n = 2 on, high and low part. */
  static final double[][] ZETA = {
    {0x1.4a34cc4a60fa6p-2, 0x1.1873d8912200cp-56},
    {-0x1.13e001a557607p-4, 0x1.fb68be2f8821fp-58},
    {0x1.51322ac7d8483p-6, 0x1.afc89088cb729p-60},
    {-0x1.e404fc218f5f2p-8, 0x1.e4a627cf1eb34p-62},
    {0x1.7add6eadb6c30p-9, -0x1.5b7828c7fd7f4p-64},
    {-0x1.38ac5c2bf8e08p-10, 0x1.8a4c1cfd9cec8p-65},
    {0x1.0b36af86396e9p-11, -0x1.0698d6c892967p-65},
    {-0x1.d3fd4c76d2fc8p-13, 0x1.c7c55cfccbb83p-68},
    {0x1.a127b0f17d65ap-14, 0x1.9d309aa700268p-69},
    {-0x1.78de5bd7c81efp-15, 0x1.a20541cde47a6p-72},
    {0x1.580dcee66eb02p-16, 0x1.260574b258f72p-71},
    {-0x1.3cbc963ce2243p-17, 0x1.ea56e6c7d5329p-71},
    {0x1.2597a39f34aacp-18, -0x1.bf911462a7d81p-72},
    {-0x1.11b2eb7679541p-19, -0x1.c76b0e65ac63ap-75},
    {0x1.0064cdeb22f0fp-20, 0x1.d0156affdbc11p-75},
    {-0x1.e2600d93cfd2fp-22, 0x1.130ac39e5c106p-76},
    {0x1.c76bbb3f07a4dp-23, 0x1.d9a2b77769b52p-77},
    {-0x1.af5a6cbbf8a97p-24, -0x1.95f227e96d83ep-78},
    {0x1.99b93c2070b0fp-25, 0x1.0327164736428p-79},
    {-0x1.862c734df3eacp-26, -0x1.b32802bec0da0p-80},
    {0x1.7469daccfadcdp-27, -0x1.369d388cebaa9p-81},
    {-0x1.6434a8447aeadp-28, -0x1.af72edf876fcdp-87},
    {0x1.555a877ffd2c3p-29, -0x1.875065f26a43bp-83},
    {-0x1.47b1679258d0ep-30, -0x1.04f36e0e854e4p-84},
    {0x1.3b15d2b2fc10cp-31, -0x1.d79f6feeeb28bp-86},
    {-0x1.2f69a9fabe3e0p-32, 0x1.a162ab374c789p-86},
    {0x1.24932a337434cp-33, 0x1.060829c24508fp-87},
    {-0x1.1a7c26ec2523cp-34, -0x1.4f4ebdb4a04b5p-88},
    {0x1.11116e693ed98p-35, -0x1.c7034d49e7fc7p-89},
    {-0x1.08424cbc543d8p-36, -0x1.40ef820dbc9eap-91},
    {0x1.000026e3f644fp-37, 0x1.3546a6054c889p-91},
    {-0x1.f07c514fc9f0ap-39, -0x1.75b6be545ac09p-96},
    {0x1.e1e2026aafcd8p-40, -0x1.62a8586538620p-94},
    {-0x1.d41d56e5ee2e2p-41, 0x1.43894d27ced5ep-96},
    {0x1.c71c7f6f10e37p-42, -0x1.01074764d33f2p-96},
    {-0x1.bacf9a27bc89bp-43, 0x1.4a5a215e0508ep-98},
    {0x1.af28718a10d6ep-44, 0x1.40d7f1b842cb8p-99},
    {-0x1.a41a45603e5b6p-45, 0x1.62be9cf212d90p-99},
    {0x1.99999c0716ee9p-46, -0x1.39e10f90435bbp-100},
    {-0x1.8f9c1a8df9d78p-47, 0x1.9da56d4471920p-103},
    {0x1.8618628d28905p-48, -0x1.9d7d4ee5a8873p-103},
    {-0x1.7d05f4c31c560p-49, -0x1.71bba0b7cc338p-103},
    {0x1.745d17b56ba4ap-50, 0x1.9d38bc00d70a3p-104},
    {-0x1.6c16c1b4d6456p-51, -0x1.aed172e5c90f6p-105},
    {0x1.642c85c023d9dp-52, -0x1.de052190d7af6p-106},
    {-0x1.5c9882d825e9dp-53, 0x1.9723f1bf240bfp-107},
    {0x1.555555698a866p-54, 0x1.cf5c8649750a4p-109},
    {-0x1.4e5e0a8022bc9p-55, 0x1.28b9dc88f5b02p-110},
    {0x1.47ae14838081fp-56, -0x1.df46130642634p-110},
    {-0x1.41414146e3e31p-57, -0x1.e4773ea130b4ap-112},
    {0x1.3b13b13ec2f3ap-58, 0x1.41c5b07ad14b9p-115},
    {-0x1.3521cfb520859p-59, -0x1.225b10aa3cbb1p-113},
    {0x1.2f684bdba6a99p-60, 0x1.16d56185a5f46p-115},
    {-0x1.29e4129f49674p-61, 0x1.31ef096178691p-115},
    {0x1.249249253f4ccp-62, -0x1.1174f0934ca7bp-116},
    {-0x1.1f7047dc8348bp-63, -0x1.a9b66238f6e9bp-117},
    {0x1.1a7b9611f1f7cp-64, -0x1.2fb4a702fdb04p-118},
    {-0x1.15b1e5f78318fp-65, -0x1.0aadc2fead6bfp-119},
  };

  private GammaCoefficients() {}
}
