// Goes on to the next page of a list, as a reader would; returns what was found.
// "clicked", "scrolled": something was done. "off": the control says that there is no more. "none": no control.
(number) => {
  const NEXT = /^(下一?页|后一?页|next(page)?|下一页[>›»→]+|[>›»→]+下一页)$/i;
  const SIGN = /^[>›»→]{1,2}$/;
  const MORE = /^(点击|上拉)?(加载|查看|显示|浏览|展开|获取)(更多|下一页)(信息|内容|数据|文章)?([.…>»]*)$|^loadmore$/i;
  const PAGER = /pag(e|er|ing|ination)|laypage|fenye|turn|(^|[-_ ])(pn|pg)([-_ ]|$)/i;
  const OFF = /(^|[\s_-])(disabled?|unable|forbid(den)?|nomore|no-?next|gr[ae]y)([\s_-]|$)/i;
  const NEXT_NAME = /(^|[\s_-])next([\s_-]|$)|btn-?next|nextpage/i;
  const names = e => `${typeof e.className === "string" ? e.className : ""} ${e.id || ""}`;
  const said = e => (e.textContent || e.value || "").replace(/\s+/g, "");
  const up = (e, steps) => { const way = []; for (; e && e !== document.body && steps > 0; e = e.parentElement, steps--) way.push(e); return way; };
  const inPager = e => up(e, 6).some(n => PAGER.test(names(n)));
  const isOff = e => up(e, 2).some(n => n.disabled || n.getAttribute("aria-disabled") === "true" || OFF.test(names(n)));
  const isHidden = e => up(e, 8).some(n => n.hidden || n.style.display === "none" || n.style.visibility === "hidden");
  const all = [...document.querySelectorAll("a,button,li,span,i,em,b,div,td,input,p")]
    .filter(e => e.childElementCount <= 3 && said(e).length <= 12 && !isHidden(e));
  const innermost = found => found.filter(e => !found.some(other => other !== e && e.contains(other)));
  const first = found => { const inside = innermost(found); return inside.find(inPager) || inside[0]; };
  const spoken = e => [said(e), e.title || "", e.getAttribute("aria-label") || ""].map(t => t.replace(/\s+/g, ""));
  let control = first(all.filter(e => spoken(e).some(t => NEXT.test(t))))
    || first(all.filter(e => inPager(e) && (SIGN.test(said(e)) || (NEXT_NAME.test(names(e)) && !/[一-鿿]/.test(said(e))))));
  if (control && isOff(control)) return "off";
  control = control
    || first(all.filter(e => inPager(e) && said(e) === String(number)))
    || first(all.filter(e => MORE.test(said(e))));
  if (control) {
    if (isOff(control)) return "off";
    control.click();
    return "clicked";
  }
  if (all.some(e => inPager(e) && /^\d+$/.test(said(e)))) return "none";
  const before = window.scrollY;
  window.scrollTo(0, document.documentElement.scrollHeight);
  window.dispatchEvent(new Event("scroll"));
  return before === window.scrollY && number > 2 ? "none" : "scrolled";
}
