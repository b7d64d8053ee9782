package org.hlorun.language.mlir.text;

/** The pretty form of an operation: what follows its name up to its location. */
@FunctionalInterface
interface Form {
  /** Reads the form into the operation. */
  void read(Readers in, OperationState operation);

  /** The parts of a form, one after the other. */
  static Form of(Form... parts) {
    return (in, operation) -> {
      for (Form part : parts) {
        part.read(in, operation);
      }
    };
  }
}
