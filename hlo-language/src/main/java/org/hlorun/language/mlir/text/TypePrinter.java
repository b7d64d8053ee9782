package org.hlorun.language.mlir.text;

import java.util.List;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.NoneType;
import org.hlorun.language.mlir.MlirType.QuantizedType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirType.UnrankedTensorType;

/** Prints types. */
final class TypePrinter {
  /** The longest text of a type in a message. */
  private static final int MESSAGE_LENGTH = 400;

  private final StringBuilder text;
  private final int limit;
  private final AttributePrinter attributes;

  /**
   * @param text what is printed goes to its end
   * @param limit the length of the text from which on nothing more need be printed
   */
  TypePrinter(StringBuilder text, int limit) {
    this.text = text;
    this.limit = limit;
    this.attributes = new AttributePrinter(this, text, limit);
  }

  /** A type for a message; one that is too long ends with dots. */
  static String text(MlirType type) {
    StringBuilder text = new StringBuilder();
    new TypePrinter(text, MESSAGE_LENGTH).print(type);
    if (text.length() > MESSAGE_LENGTH) {
      text.setLength(MESSAGE_LENGTH);
      text.append("...");
    }
    return text.toString();
  }

  AttributePrinter attributes() {
    return attributes;
  }

  void print(MlirType type) {
    if (text.length() > limit) {
      return;
    }
    switch (type) {
      case IntegerType integer -> {
        switch (integer.signedness()) {
          case SIGNLESS -> text.append('i');
          case SIGNED -> text.append("si");
          case UNSIGNED -> text.append("ui");
        }
        text.append(integer.width());
      }
      case FloatType f -> text.append(f.name());
      case IndexType _ -> text.append("index");
      case NoneType _ -> text.append("none");
      case ComplexType complex -> {
        text.append("complex<");
        print(complex.element());
        text.append('>');
      }
      case TensorType tensor -> printTensor(tensor);
      case UnrankedTensorType tensor -> {
        text.append("tensor<*x");
        print(tensor.element());
        text.append('>');
      }
      case TupleType tuple -> {
        text.append("tuple<");
        printList(tuple.elements());
        text.append('>');
      }
      case FunctionType function -> printFunction(function);
      case QuantizedType quantized -> printQuantized(quantized);
      case DialectType dialect -> printDialect(dialect);
    }
  }

  private void printTensor(TensorType tensor) {
    text.append("tensor<");
    for (int i = 0; i < tensor.dimensions().size(); i++) {
      long size = tensor.dimensions().get(i);
      text.append(size == TensorType.DYNAMIC ? "?" : Long.toString(size)).append('x');
    }
    print(tensor.element());
    tensor
        .encoding()
        .ifPresent(
            encoding -> {
              text.append(", ");
              attributes.print(encoding);
            });
    text.append('>');
  }

  /** {@code (a, b) -> c}. */
  void printFunction(FunctionType function) {
    text.append('(');
    printList(function.inputs());
    text.append(") -> ");
    List<MlirType> results = function.results();
    if (results.size() == 1 && !(results.getFirst() instanceof FunctionType)) {
      print(results.getFirst());
    } else {
      text.append('(');
      printList(results);
      text.append(')');
    }
  }

  void printList(List<MlirType> types) {
    for (int i = 0; i < types.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      print(types.get(i));
    }
  }

  private void printQuantized(QuantizedType type) {
    text.append("!quant.uniform<");
    print(type.storage());
    text.append('<').append(type.storageMin()).append(':').append(type.storageMax()).append('>');
    text.append(':');
    print(type.expressed());
    boolean perAxis = type.axis() >= 0;
    text.append(perAxis ? ":" + type.axis() + ", {" : ", ");
    for (int i = 0; i < type.scales().size(); i++) {
      text.append(i == 0 ? "" : ",").append(AttributePrinter.decimal(type.scales().get(i)));
      text.append(':').append(type.zeroPoints().get(i));
    }
    text.append(perAxis ? "}>" : ">");
  }

  private void printDialect(DialectType type) {
    boolean builtin = type.name().startsWith("builtin.");
    text.append(builtin ? type.name().substring("builtin.".length()) : "!" + type.name());
    if (!type.types().isEmpty()) {
      text.append('<');
      printList(type.types());
      text.append('>');
    } else if (!type.body().isEmpty()) {
      text.append('<').append(type.body()).append('>');
    }
  }
}
