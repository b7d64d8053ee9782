package org.hlorun.fusion.expand;

/**
 * Polynomials of {@link ErrorFunctionArithmetic}, the coefficient of the highest power first:
 * Chebyshev interpolants, computed with 50 digits and rounded to f32 or f64.
 */
final class ErrorFunctionTables {
  /** erfInv(x) / x in w - 2.5 for w = -log(1 - x^2) up to 5, relative error below 2^-26. */
  static final double[] INVERSE_CENTRE_32 = {
    -0x1.32e60ep-27,
    0x1.90e8acp-26,
    0x1.f6a6f8p-22,
    -0x1.d0edap-19,
    -0x1.4db186p-18,
    0x1.c9e97p-13,
    -0x1.48650cp-10,
    -0x1.11c506p-8,
    0x1.f91e8ap-3,
    0x1.805c5ep+0
  };

  /** erfInv(x) / x in sqrt(w) - 3 from there on, relative error below 2^-25. */
  static final double[] INVERSE_TAIL_32 = {
    0x1.c2d4ep-14,
    -0x1.3bbc98p-12,
    -0x1.79c76ep-15,
    0x1.826f3ep-10,
    -0x1.d851f8p-9,
    0x1.74fdfap-8,
    -0x1.f46e32p-8,
    0x1.357c1p-7,
    0x1.006dc4p+0,
    0x1.6a9efcp+1
  };

  /** erf(x) / x in x^2 for |x| up to 1/2, error below 2^-29. */
  static final double[] SMALL_32 = {
    0x1.354512p-8, -0x1.b6661p-6, 0x1.ce251p-4, -0x1.812732p-2, 0x1.20dd74p+0
  };

  /** (x + 1/2) e^(x^2) erfc(x) in (x - 2) / (x + 2) from 1/2 to 11, relative error below 2^-25. */
  static final double[] SCALED_32 = {
    -0x1.68b1d2p-11,
    0x1.f7962ap-12,
    0x1.1e5c4cp-8,
    -0x1.04a2fep-8,
    -0x1.bc3f06p-6,
    0x1.4ff5f4p-4,
    -0x1.54074ap-4,
    -0x1.7bf5b2p-5,
    0x1.46e80ep-1
  };

  /** erfInv(x) / x in w - 3.125 for w up to 6.25, relative error below 2^-54. */
  static final double[] INVERSE_CENTRE_64 = {
    0x1.e9b8ae7230c25p-69,
    -0x1.5087a244b0f6cp-70,
    -0x1.9d290dd3bcb7p-62,
    0x1.536d397f9b9b1p-60,
    0x1.1f4ba5de5dc3fp-56,
    -0x1.2c266176e7096p-53,
    -0x1.73898c37dc54ap-55,
    0x1.db523eb040288p-48,
    -0x1.686642b67610ap-45,
    -0x1.6d9ec5e3ec6afp-44,
    0x1.723527b7cff86p-39,
    -0x1.c89564c5d1004p-37,
    -0x1.dc3ee8b6c53ccp-35,
    0x1.20f4e6bf074cfp-30,
    -0x1.1a9eb1bc8f0fp-28,
    -0x1.f36ce4ae847fdp-26,
    0x1.c6b4f890935ddp-22,
    -0x1.6e8a53f106129p-20,
    -0x1.d1d1f7ca4030fp-17,
    0x1.879c2a20da432p-13,
    -0x1.84576948353e1p-11,
    -0x1.8b6c33114eeaep-8,
    0x1.ebd80d9b13df9p-3,
    0x1.a755e7c99ae86p+0
  };

  /** erfInv(x) / x in sqrt(w) - 3.25 for w from there to 16. */
  static final double[] INVERSE_MIDDLE_64 = {
    0x1.2dab61789e398p-31,
    -0x1.3e36628e1d901p-31,
    -0x1.af695d49f5a6ep-29,
    0x1.42a0177786633p-27,
    -0x1.2d5837c0b90f9p-27,
    -0x1.8c7d42a44f5a1p-26,
    0x1.0b45d2f42a21fp-23,
    -0x1.05f4589c7d4ccp-22,
    -0x1.8a8e88b65326p-26,
    0x1.8d88c7707f615p-20,
    -0x1.0b9adf4a31a82p-18,
    0x1.89a0ee0c97d1fp-19,
    0x1.a2462519d77bbp-17,
    -0x1.8cf474b7bd3b2p-15,
    0x1.1e6aa470051bap-14,
    0x1.932e9374390e4p-16,
    -0x1.7448bc3049955p-12,
    0x1.f3cc545bf07aep-11,
    -0x1.ba9240da9b3d6p-10,
    0x1.468eeca947a7p-9,
    -0x1.ebadabb9fba56p-9,
    0x1.5ffcfe5b6cd06p-8,
    0x1.0158a6d641d54p+0,
    0x1.8abcc380d5a48p+1
  };

  /** erfInv(x) / x in sqrt(w) - 5 from there on. */
  static final double[] INVERSE_TAIL_64 = {
    -0x1.d0c2921737988p-45,
    0x1.6ab18752857d1p-43,
    0x1.e2501c311d033p-44,
    -0x1.dedbeaabda903p-40,
    0x1.b143cb64b8a96p-38,
    -0x1.f4ab3ab864ae5p-37,
    0x1.d8a17b558c805p-37,
    0x1.ff473f69da1ccp-35,
    -0x1.a053bf884ed1ep-32,
    0x1.6d30a2a5e1398p-30,
    -0x1.e5fed1693d0f6p-29,
    0x1.0c721e5c57663p-27,
    -0x1.0559a912ba32fp-26,
    0x1.f299f147bf805p-26,
    -0x1.22396a8c64036p-24,
    0x1.ebe28e975b954p-23,
    -0x1.0a902ff17e916p-20,
    0x1.2fbcfe3afc4b7p-18,
    -0x1.4a34904b41813p-16,
    0x1.3ebf4efa2edd3p-14,
    -0x1.c2f36aa14eb34p-13,
    -0x1.22ea5df1c819cp-13,
    0x1.02a30d1fba10bp+0,
    0x1.3664ddd1ad7fbp+2
  };

  /** erf(x) / x in x^2 for |x| up to 1/2. */
  static final double[] SMALL_64 = {
    -0x1.39fb524e9c1f7p-23,
    0x1.b776442df3041p-20,
    -0x1.f4bb9f7301dedp-17,
    0x1.f9a2a6635fe79p-14,
    -0x1.c02db23d41138p-11,
    0x1.565bcd0aa6349p-8,
    -0x1.b82ce3127f739p-6,
    0x1.ce2f21a042b29p-4,
    -0x1.812746b0379e6p-2,
    0x1.20dd750429b6dp+0
  };

  /** (x + 1/2) e^(x^2) erfc(x) in (x - 3) / (x + 3) from 1/2 to 28. */
  static final double[] SCALED_64 = {
    -0x1.08c0541a34a1dp-27,
    0x1.89d482c35f998p-27,
    0x1.e01239a37bc3ap-25,
    -0x1.05551b9c7b495p-24,
    -0x1.522e923875db7p-22,
    0x1.7240e039a3bd2p-23,
    0x1.d34dda94a5cdcp-20,
    -0x1.865668834917p-22,
    -0x1.514bf9e11f612p-17,
    0x1.4c15c8ccdacffp-19,
    0x1.065ac05cf2849p-14,
    -0x1.b912511ace57p-15,
    -0x1.98db569ae9f33p-12,
    0x1.ef1bdd1571101p-11,
    0x1.4b884e6674be3p-10,
    -0x1.8574c40ba6a7p-7,
    0x1.17ca2877e25b3p-5,
    -0x1.e88b803a49709p-5,
    0x1.098366a5b49a5p-4,
    -0x1.85a15c58aa5bcp-6,
    -0x1.15c084bb9e8f8p-4,
    0x1.40c522d7e4987p-1
  };

  private ErrorFunctionTables() {}
}
