// The shop's cart, and what the chat is told of it: the way any shop would do it.

const KEPT = "kladka-cart";
const cart = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
const money = new Intl.NumberFormat("pl", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const empty = document.getElementById("cart-empty");

function show() {
  const items = Object.entries(cart).map(([name, { price, quantity }]) => ({ name, quantity, price: price.toFixed(2) }));
  const total = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  document.getElementById("cart-count").textContent = items.reduce((sum, { quantity }) => sum + quantity, 0);
  document.getElementById("cart-total").textContent = money.format(total);
  empty.hidden = !items.length;
  localStorage.setItem(KEPT, JSON.stringify(cart));
  window.troska?.("cart", { items, total: total.toFixed(2), currency: "PLN" });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-name]");
  if (!button) return;
  const { name, price } = button.dataset;
  cart[name] = { price: Number(price), quantity: (cart[name]?.quantity ?? 0) + 1 };
  show();
});

empty.addEventListener("click", () => {
  for (const name of Object.keys(cart)) delete cart[name];
  show();
});

show();
