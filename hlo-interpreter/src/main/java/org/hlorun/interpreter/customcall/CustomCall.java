package org.hlorun.interpreter.customcall;

import java.util.Set;
import org.hlorun.interpreter.op.Evaluator;

/** The meaning of custom calls of some names; found with {@link java.util.ServiceLoader}. */
public interface CustomCall extends Evaluator {
  /** The values of {@code custom_call_target} this is for. */
  Set<String> targets();
}
