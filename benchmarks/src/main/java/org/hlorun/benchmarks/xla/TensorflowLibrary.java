package org.hlorun.benchmarks.xla;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Functions of TensorFlow's C API ({@code tensorflow/c/c_api.h}, {@code eager/c_api.h}). */
final class TensorflowLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final long LONGEST_MESSAGE = 1 << 16;

  private final SymbolLookup symbols;
  private final Map<String, MethodHandle> functions = new HashMap<>();
  private final MemorySegment status;

  /**
   * @param folder holds {@code libtensorflow_framework.so.2} and {@code libtensorflow_cc.so.2}
   */
  TensorflowLibrary(Path folder) {
    Arena arena = Arena.global();
    SymbolLookup framework =
        SymbolLookup.libraryLookup(folder.resolve("libtensorflow_framework.so.2"), arena);
    symbols =
        SymbolLookup.libraryLookup(folder.resolve("libtensorflow_cc.so.2"), arena).or(framework);
    status = (MemorySegment) call("TF_NewStatus", ADDRESS);
  }

  /** Where functions say how it went; {@link #check} asks. */
  MemorySegment status() {
    return status;
  }

  /** A function that returns nothing if {@code result} is null. */
  MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return functions.computeIfAbsent(
        name,
        key ->
            LINKER.downcallHandle(
                symbols.find(key).orElseThrow(() -> new IllegalStateException("no " + key)),
                result == null
                    ? FunctionDescriptor.ofVoid(parameters)
                    : FunctionDescriptor.of(result, parameters)));
  }

  /**
   * Calls a function; the types of its parameters are those of the arguments.
   *
   * @param result null for a function that returns nothing
   */
  Object call(String name, MemoryLayout result, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] = Layouts.of(arguments[i]);
    }
    try {
      return function(name, result, layouts).invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** {@link #call} of a function that takes the status last and may fail. */
  Object checked(String name, MemoryLayout result, Object... arguments) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = status;
    Object value = call(name, result, all);
    check(name);
    return value;
  }

  /**
   * @throws IllegalStateException if the last call failed
   */
  void check(String what) {
    if ((int) call("TF_GetCode", JAVA_INT, status) != 0) {
      MemorySegment message = (MemorySegment) call("TF_Message", ADDRESS, status);
      throw new IllegalStateException(
          what + ": " + message.reinterpret(LONGEST_MESSAGE).getString(0));
    }
  }
}
