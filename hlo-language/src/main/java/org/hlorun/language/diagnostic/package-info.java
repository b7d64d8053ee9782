/**
 * What is said about bad input: a {@link org.hlorun.language.diagnostic.Diagnostic} has a stable
 * code, a location, a cause and a remedy, and {@link org.hlorun.language.diagnostic.HloException}
 * carries it to whoever called.
 */
package org.hlorun.language.diagnostic;
