/** The invariants of a module that everything behind the parser relies on. */
package org.hlorun.language.verifier;
