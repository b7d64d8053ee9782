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

/** Types as text. */
final class TypePrinter {
  private TypePrinter() {}

  static String text(MlirType type) {
    StringBuilder text = new StringBuilder();
    print(type, text);
    return text.toString();
  }

  static void print(MlirType type, StringBuilder text) {
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
        print(complex.element(), text.append("complex<"));
        text.append('>');
      }
      case TensorType tensor -> printTensor(tensor, text);
      case UnrankedTensorType tensor -> {
        print(tensor.element(), text.append("tensor<*x"));
        text.append('>');
      }
      case TupleType tuple -> {
        printList(tuple.elements(), text.append("tuple<"));
        text.append('>');
      }
      case FunctionType function -> printFunction(function, text);
      case QuantizedType quantized -> printQuantized(quantized, text);
      case DialectType dialect -> printDialect(dialect, text);
    }
  }

  private static void printTensor(TensorType tensor, StringBuilder text) {
    text.append("tensor<");
    for (int i = 0; i < tensor.dimensions().size(); i++) {
      long size = tensor.dimensions().get(i);
      text.append(size == TensorType.DYNAMIC ? "?" : Long.toString(size)).append('x');
    }
    print(tensor.element(), text);
    tensor.encoding().ifPresent(encoding -> AttributePrinter.print(encoding, text.append(", ")));
    text.append('>');
  }

  /** {@code (a, b) -> c}. */
  static void printFunction(FunctionType function, StringBuilder text) {
    printList(function.inputs(), text.append('('));
    text.append(") -> ");
    List<MlirType> results = function.results();
    if (results.size() == 1 && !(results.getFirst() instanceof FunctionType)) {
      print(results.getFirst(), text);
    } else {
      printList(results, text.append('('));
      text.append(')');
    }
  }

  static void printList(List<MlirType> types, StringBuilder text) {
    for (int i = 0; i < types.size(); i++) {
      print(types.get(i), i == 0 ? text : text.append(", "));
    }
  }

  private static void printQuantized(QuantizedType type, StringBuilder text) {
    print(type.storage(), text.append("!quant.uniform<"));
    text.append('<').append(type.storageMin()).append(':').append(type.storageMax()).append('>');
    print(type.expressed(), text.append(':'));
    boolean perAxis = type.axis() >= 0;
    text.append(perAxis ? ":" + type.axis() + ", {" : ", ");
    for (int i = 0; i < type.scales().size(); i++) {
      text.append(i == 0 ? "" : ",").append(AttributePrinter.decimal(type.scales().get(i)));
      text.append(':').append(type.zeroPoints().get(i));
    }
    text.append(perAxis ? "}>" : ">");
  }

  private static void printDialect(DialectType type, StringBuilder text) {
    boolean builtin = type.name().startsWith("builtin.");
    text.append(builtin ? type.name().substring("builtin.".length()) : "!" + type.name());
    if (!type.types().isEmpty()) {
      printList(type.types(), text.append('<'));
      text.append('>');
    } else if (!type.body().isEmpty()) {
      text.append('<').append(type.body()).append('>');
    }
  }
}
