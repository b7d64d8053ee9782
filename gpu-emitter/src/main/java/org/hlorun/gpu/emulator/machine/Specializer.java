package org.hlorun.gpu.emulator.machine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes a class of its own for each function that a loop over lanes applies. The loops are written
 * once, with the function in a static field; as a hidden class has its own copy of that field, the
 * JIT compiler sees a constant and compiles the function into the loop, instead of calling one of
 * hundreds of functions through an interface.
 */
final class Specializer {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Map<Class<?>, byte[]> TEMPLATES = new ConcurrentHashMap<>();
  private static final Map<String, MethodHandle> CONSTRUCTORS = new ConcurrentHashMap<>();

  private Specializer() {}

  /**
   * A step of the class that a template and a function make.
   *
   * @param template a class whose constructor takes {@code int[]}
   * @param key what tells this function from all others of the template
   * @param function the function, which is asked for only the first time
   */
  static Step make(
      Class<? extends Step> template,
      String key,
      java.util.function.Supplier<?> function,
      int... slots) {
    MethodHandle constructor =
        CONSTRUCTORS.computeIfAbsent(
            template.getSimpleName() + ":" + key, name -> specialize(template, function.get()));
    try {
      return (Step) constructor.invokeExact(slots);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The function of the class that a lookup is of; for use in templates. */
  static <T> T function(MethodHandles.Lookup lookup, Class<T> type) {
    try {
      return MethodHandles.classData(lookup, "_", type);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle specialize(Class<? extends Step> template, Object function) {
    byte[] bytes = TEMPLATES.computeIfAbsent(template, Specializer::read);
    try {
      MethodHandles.Lookup hidden = LOOKUP.defineHiddenClassWithClassData(bytes, function, true);
      return hidden
          .findConstructor(hidden.lookupClass(), MethodType.methodType(void.class, int[].class))
          .asType(MethodType.methodType(Step.class, int[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(Class<?> template) {
    try (InputStream in = template.getResourceAsStream(template.getSimpleName() + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
