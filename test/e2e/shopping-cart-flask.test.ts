/** The shopping cart of examples/ in Python: Flask, and pylibmc over the binary protocol with SASL; ketama over the list of a directory. */
import { needsFlask, PYTHON } from "../support/real-clients.ts";
import { describeShoppingCart } from "../support/shopping-cart-suite.ts";

describeShoppingCart(
  {
    folder: "shopping-cart-flask",
    program: PYTHON,
    file: "app.py",
    login: (usersFile) => ["-S", "--user-file", usersFile],
    speaks: "binary",
  },
  needsFlask(),
);
