"""The edge that hears commands in Telegram and answers them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageOriginChannel,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.ports import Clock
from bot.serve.admins import Admins, Answered, Forwarded, Question

log = logging.getLogger("marsad")

Answer = Callable[[str, str | None], str]


class CommandServer:
    """Long-polls for commands beside the outbox; whatever happens here, posting goes on.

    `admins` gives those who may decide held posts, as the settings name them now. `first_wait` in seconds: the pause
    after the first failure to reach the server; it doubles up to five minutes.
    """

    def __init__(
        self,
        token: str,
        api: str,
        answer: Answer,
        *,
        admins: Callable[[], Admins] | None = None,
        clock: Clock | None = None,
        first_wait: float = 5.0,
    ) -> None:
        self._answer = answer
        self._admins, self._clock = admins, clock
        self._asking = asyncio.Lock()
        self._unreachable: set[int] = set()
        self._wait = first_wait
        self._trouble = ""
        self._requests = tuple(HTTPXRequest(httpx_kwargs={"trust_env": False}) for _ in range(2))
        builder: ApplicationBuilder = ApplicationBuilder()  # type: ignore[type-arg]
        self._application: Application = (  # type: ignore[type-arg]
            builder.token(token)
            .base_url(f"{api.rstrip('/')}/bot")
            .request(self._requests[0])
            .get_updates_request(self._requests[1])
            .job_queue(None)
            .build()
        )
        self._application.add_handler(
            MessageHandler(filters.ChatType.PRIVATE & filters.TEXT & filters.UpdateType.MESSAGE, self._hear)
        )
        self._application.add_handler(CallbackQueryHandler(self._pressed))
        self._application.add_error_handler(self._failed)
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin in the background: a server that cannot be reached is tried again and holds nothing up."""
        self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        wait = self._wait
        while True:
            try:
                await self._application.initialize()
                break
            except TelegramError as error:
                self._tell(error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 300.0)
        await self._application.start()
        if self._application.updater is not None:
            await self._application.updater.start_polling(
                bootstrap_retries=-1,
                allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
                drop_pending_updates=False,
                error_callback=self._tell,
            )

    def _tell(self, error: TelegramError) -> None:
        """Say once what is in the way: the library itself would print a traceback at every try."""
        if self._trouble != (trouble := type(error).__name__):
            self._trouble = trouble
            log.warning("commands_waiting error=%r", trouble)

    async def stop(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._application.updater is not None and self._application.updater.running:
            await self._application.updater.stop()
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        for request in self._requests:  # the library leaves them open when it was stopped before it had begun
            await request.shutdown()

    async def _hear(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        self._trouble = ""
        message = update.message
        if message is None or message.text is None:
            return
        if (settled := await self._settled(message)) is not None:
            await message.reply_text(settled, parse_mode=ParseMode.HTML)
            await self.ask_admins()
            return
        language = message.from_user.language_code if message.from_user is not None else None
        reply = await asyncio.to_thread(self._answer, message.text[:300], language)
        await message.reply_text(
            reply, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        )

    # --- held posts ------------------------------------------------------------------------------------------------

    async def ask_admins(self) -> None:
        """Ask about each held post once, and take the buttons off questions that were answered meanwhile."""
        if self._admins is None or self._clock is None or not self._application.running:
            return
        async with self._asking:
            desk = self._admins()
            for question in await asyncio.to_thread(desk.unasked):
                if (message_id := await self._ask(question)) is not None:
                    await asyncio.to_thread(desk.asked, question, message_id, self._clock())
            for answered in await asyncio.to_thread(desk.answered):
                if await self._close(answered):
                    await asyncio.to_thread(desk.forget, answered)

    async def _ask(self, question: Question) -> int | None:
        row = [InlineKeyboardButton(label, callback_data=data) for label, data in question.buttons]
        try:
            message: Message = await self._application.bot.send_message(
                question.admin, question.text, parse_mode=ParseMode.HTML, reply_markup=InlineKeyboardMarkup([row])
            )
        except TelegramError as error:
            if question.admin not in self._unreachable:
                self._unreachable.add(question.admin)
                cure = (
                    "let them write /start to the bot" if isinstance(error, Forbidden | BadRequest) else "tried again"
                )
                log.warning("admin_unreachable id=%d error=%r cure=%r", question.admin, type(error).__name__, cure)
            return None
        self._unreachable.discard(question.admin)
        return message.message_id

    async def _close(self, answered: Answered) -> bool:
        """Whether the question is out of the way: a message that is gone needs nothing more."""
        try:
            await self._application.bot.edit_message_text(
                answered.text, answered.admin, answered.message_id, parse_mode=ParseMode.HTML
            )
        except (BadRequest, Forbidden):
            return True
        except TelegramError:
            return False
        return True

    async def _pressed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None or query.data is None or self._admins is None:
            return
        reply = await asyncio.to_thread(self._admins().press, query.from_user.id, query.data)
        log.info("pressed user=%d button=%r", query.from_user.id, query.data.partition(":")[0])
        try:
            await query.answer(reply, show_alert=True)
        except TelegramError as error:  # pressed long ago, while the bot was down: decided all the same
            log.info("press_unanswered error=%r", type(error).__name__)
        await self.ask_admins()

    async def _settled(self, message: Message) -> str | None:
        """The reply to an admin who forwarded a post or sent its link; None for everything else."""
        if self._admins is None or message.from_user is None or message.text is None:
            return None
        origin = message.forward_origin
        forwarded = None
        if isinstance(origin, MessageOriginChannel):
            forwarded = Forwarded(chat=origin.chat.id, username=origin.chat.username, message_id=origin.message_id)
        return await asyncio.to_thread(self._admins().hear, message.from_user.id, message.text, forwarded)

    async def _failed(self, _: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        log.warning("command_failed error=%r", type(context.error).__name__)
