/** Control flow: calls, fusions of the input, asynchronous forms, conditionals and loops. */
package org.hlorun.fusion.control;
